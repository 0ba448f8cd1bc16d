/** What the page tells the operator of its media, with held time and made-up facts. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { CallReports } from "../../static/js/call-report.js";
import { newCall } from "../../static/js/call-view.js";
import { FakeClock } from "./fakes.js";
import { bob } from "./snapshots.js";

/** @type {FakeClock} */
let clock;
/** @type {any[]} */
let sent;
/** @type {any[]} */
let shown;
/** @type {any} */
let facts;
let online = true;
/** @type {CallReports} */
let reports;

const GOOD = {
  ...{ ice: "connected", state: "connected", dtls: "connected", described: true, relayOffered: true },
  ...{ gathered: ["host", "relay"], heard: ["host"], errors: [701, 5], local: "relay", remote: "host" },
  ...{ transport: "udp", relay: "tls", loss: 1.5, roundTripMs: 30, jitterMs: 2, restarts: 1 },
};
const NOWHERE = {
  ...GOOD,
  ...{ ice: "checking", state: "connecting", dtls: "new", local: null, remote: null, transport: null },
  ...{ relay: null, loss: null, roundTripMs: null, jitterMs: null, relayOffered: false, gathered: ["host"] },
};

beforeEach(() => {
  clock = new FakeClock();
  [sent, shown, facts, online] = [[], [], GOOD, true];
  reports = new CallReports({
    send: (report) => online && sent.push(report) > 0,
    facts: async () => facts,
    onreport: (report) => shown.push(report),
    clock,
  });
});

/** @param {any} [change] */
function call(change = {}) {
  const answered = { id: "one", phase: "connecting", server: "connecting", ...change };
  return newCall(bob, "video", answered);
}

/** @param {number} ms */
async function pass(ms) {
  for (let left = ms; left > 0; left -= 500) {
    clock.pass(Math.min(500, left));
    await new Promise((done) => setImmediate(done));
  }
}

test("a call that connects is reported once the numbers say something, and once more at its end", async () => {
  reports.update(call());
  await pass(400);
  reports.update(call({ mediaLink: "connected" }));
  await pass(2_000);
  assert.deepEqual(sent, [
    {
      ...{ channel: "call_report", call: "one", epoch: 1, outcome: "connected", setup_ms: 400 },
      ...{ local: "relay", remote: "host", transport: "udp", relay: "tls", relay_offered: true },
      ...{ gathered: ["host", "relay"], heard: ["host"], errors: [701], restarts: 1 },
      ...{ loss: 1.5, round_trip_ms: 30, jitter_ms: 2 },
    },
  ]);
  facts = { ...GOOD, loss: 9 };
  await pass(60_000);
  assert.equal(sent.length, 1, "nothing while it goes on");
  reports.update(call({ phase: "ended", reason: "completed", endedBy: "me" }));
  assert.deepEqual([sent.length, sent[1].outcome, sent[1].loss], [2, "connected", 9]);
  await pass(10_000);
  assert.equal(sent.length, 2);
});

test("nothing is reported of a ring, and nothing of a call that this page has no part in", async () => {
  reports.update(call({ server: "ringing", phase: "ringing" }));
  reports.update(call({ server: "active", joinsAt: 2 }));
  reports.update(null);
  await pass(10_000);
  assert.deepEqual(sent, []);
});

for (const [why, known, outcome] of /** @type {[string, any, string][]} */ ([
  ["candidates of both, no way", {}, "ice_failed"],
  ["none of its own", { gathered: [] }, "no_candidates"],
  ["no description from the other side", { described: false, heard: [] }, "no_signals"],
  ["a description without a candidate", { heard: [] }, "no_signals"],
  ["a way without a secure session", { ice: "connected" }, "dtls_failed"],
  ["a session that was refused", { dtls: "failed" }, "dtls_failed"],
]))
  test(`why a call never connected: ${why}`, async () => {
    facts = { ...NOWHERE, ...known };
    reports.update(call());
    await pass(5_000);
    reports.update(call({ phase: "ended", reason: "failed", endedBy: null }));
    assert.deepEqual(
      sent.map((report) => report.outcome),
      [outcome],
    );
    assert.deepEqual(sent[0].relay_offered, false);
    assert.equal("setup_ms" in sent[0] || "local" in sent[0], false);
  });

test("hung up before it was decided", async () => {
  facts = NOWHERE;
  reports.update(call());
  await pass(2_000);
  reports.update(call({ phase: "ended", reason: "failed", endedBy: "me" }));
  assert.deepEqual(
    sent.map((report) => report.outcome),
    ["connecting"],
  );
});

test("while it fails, the page itself knows what it would say", async () => {
  facts = NOWHERE;
  reports.update(call());
  await pass(12_000);
  assert.equal(shown.at(-1).outcome, "ice_failed");
  assert.deepEqual(sent, []);
});

test("a connection that failed is reported at once, and what is lost at the end is lost", async () => {
  reports.update(call({ mediaLink: "connected" }));
  await pass(3_000);
  facts = { ...GOOD, state: "failed", loss: 40 };
  reports.update(call({ mediaLink: "failed" }));
  await pass(500);
  assert.deepEqual([sent.length, sent[1].outcome, sent[1].loss], [2, "lost", 40]);
  await pass(45_000);
  reports.update(call({ phase: "ended", reason: "lost" }));
  assert.equal(sent.at(-1).outcome, "lost");
});

test("the other side closing a moment before the end is no loss", async () => {
  reports.update(call({ mediaLink: "connected" }));
  await pass(3_000);
  reports.update(call({ mediaLink: "disconnected" }));
  await pass(500);
  reports.update(call({ phase: "ended", reason: "completed", endedBy: "peer" }));
  assert.equal(sent.at(-1).outcome, "connected");
});

test("a new epoch has a report of its own", async () => {
  reports.update(call({ mediaLink: "connected" }));
  await pass(3_000);
  reports.update(call({ epoch: 2 }));
  reports.update(call({ epoch: 2, mediaLink: "connected" }));
  await pass(3_000);
  assert.deepEqual(
    sent.map(({ epoch }) => epoch),
    [1, 1, 2],
  );
});

test("a connection that comes and goes says no more than a few things", async () => {
  reports.update(call());
  for (let turn = 0; turn < 50; turn += 1) {
    reports.update(call({ mediaLink: "connected" }));
    await pass(3_000);
    reports.update(call({ mediaLink: "failed" }));
    await pass(1_000);
  }
  assert.equal(sent.length, 5);
});

test("what could not be sent is sent when the socket is back", async () => {
  reports.update(call({ mediaLink: "connected" }));
  await pass(3_000);
  online = false;
  reports.update(call({ phase: "ended", reason: "lost" }));
  assert.equal(sent.length, 1);
  online = true;
  reports.resumed();
  reports.resumed();
  assert.equal(sent.length, 2);
});

test("closing leaves no timer behind", async () => {
  reports.update(call({ mediaLink: "connected" }));
  reports.close();
  assert.equal(clock.waiting, 0);
});

test("camera and microphone troubles are told with it", async () => {
  reports.update(call({ mediaProblem: "in_use", mediaLink: "connected" }));
  await pass(2_500);
  assert.equal(sent[0].problem, "in_use");
});
