/** The call room when media does not come, and what it tells about that. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSocket } from "./fakes.js";
import {
  call,
  clock,
  devices,
  greet,
  hear,
  page,
  peer,
  settled,
  talkAsCallee,
  talkAsCaller,
} from "./one-call.js";
import { callState, refusal, snapshot } from "./snapshots.js";

test("media that does not come back gets a new epoch at 30 s, and the call is lost at 45 s", async () => {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  peer().options.onstate?.("failed");
  await settled();
  assert.equal(peer().restarts, 1);
  clock.pass(30_000);
  assert.equal(FakeSocket.last.on("rejoin_call").length, 1);
  await hear({ channel: "ping" });
  clock.pass(15_000);
  assert.equal(call.state.call?.reason, "lost");
  assert.equal(FakeSocket.last.on("hang_up").length, 1);
});

test("the network is back: another path is looked for at once", async () => {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  page.comesOnline();
  await settled();
  assert.equal(peer().restarts, 1);
});

test("the operator is told of the call, and a refusal of that is no matter for its person", async () => {
  await talkAsCaller();
  peer().known = { gathered: [], heard: [], errors: [], restarts: 0 };
  peer().options.onstate?.("connected");
  clock.pass(2_500);
  await settled();
  const [report] = FakeSocket.last.on("call_report");
  assert.deepEqual([report.call, report.epoch, report.outcome], ["one", 1, "connected"]);
  await hear(refusal("bad_message", "call_report", "one"));
  assert.equal(call.state.error, null);
  call.hangUp();
  assert.equal(FakeSocket.last.on("call_report").length, 2, "its last word, before the peer is closed");
});

/** Lets seconds pass one by one, and what is looked at in each be answered. @param {number} seconds */
async function seconds(seconds) {
  for (let second = 0; second < seconds; second += 1) {
    clock.pass(1_000);
    await settled();
  }
}

test("a poor connection pauses the picture, says so to both, and brings it back", async () => {
  await talkAsCaller();
  peer().bytesReceived = async () => clock.now();
  peer().options.onstate?.("connected");
  peer().room = { available: 60_000, loss: 0.05, roundTrip: 0.3, limited: true };
  await seconds(7);
  assert.equal(peer().step?.active, false);
  assert.equal(call.state.call?.paused, true);
  const { paused, video, state } = FakeSocket.last.on("media_status").at(-1);
  assert.deepEqual({ paused, video, state }, { paused: true, video: true, state: "connected" });
  peer().room = { available: 2_000_000, loss: 0, roundTrip: 0.05, limited: false };
  await seconds(6);
  assert.equal(peer().step?.active, true);
  assert.equal(call.state.call?.paused, false);
  assert.equal(FakeSocket.last.on("media_status").at(-1).paused, undefined);
  assert.equal(FakeSocket.last.on("webrtc_offer").length, 0, "no negotiation is needed for it");
});

/** Alice and Bob talk, bytes come in, and then no more. */
async function mediaStops() {
  await talkAsCaller();
  peer().bytesReceived = async () => 1;
  peer().options.onstate?.("connected");
  await hear(
    callState({
      version: 3,
      state: "active",
      ms_left: null,
      peer: { username: "bob", name: "Bob", audio: true, video: true },
    }),
  );
  clock.pass(500);
  await settled();
}

test("no packets for a second: is the line alive? If not, a new one, then another path", async () => {
  await mediaStops();
  const [line] = FakeSocket.all;
  const asked = line.on("ping").length; // as the call was placed
  for (let looks = 0; looks < 3; looks += 1) {
    clock.pass(250);
    await settled();
  }
  assert.equal(line.on("ping").length, asked);
  for (let looks = 0; looks < 3; looks += 1) {
    clock.pass(250);
    await settled();
  }
  assert.equal(line.on("ping").length, asked + 1);
  clock.pass(1_000);
  assert.equal(FakeSocket.all.length, 2, "no answer within a second");
  assert.equal(peer().restarts, 0, "the line first");
  await greet([snapshot({ version: 3, state: "active", ms_left: null })]);
  assert.equal(peer().restarts, 1);
  assert.equal(peer().resent, 1);
});

test("the line answers, so only the path is looked for anew, by the policy for a broken connection", async () => {
  await mediaStops();
  for (let looks = 0; looks < 16; looks += 1) {
    clock.pass(500);
    FakeSocket.last.hear({ channel: "pong" });
    await settled();
  }
  assert.equal(FakeSocket.all.length, 1);
  assert.ok(peer().restarts >= 1);
});

test("after a sleep in a call: is the line alive, and another path at once", async () => {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  clock.sleep(60_000);
  clock.pass(1_000);
  await settled();
  assert.ok(FakeSocket.all.length > 1 || FakeSocket.last.on("ping").length > 0);
  assert.ok(peer().restarts >= 1);
  assert.equal(
    call.state.call?.phase,
    "connected",
    "the server says whether the call is over, not the clock",
  );
});

test("a restart late in the call asks for fresh credentials first", async () => {
  await talkAsCaller();
  peer().bytesReceived = async () => clock.now();
  peer().options.onstate?.("connected");
  page.comesOnline();
  await settled();
  assert.equal(FakeSocket.last.on("get_ice_servers").length, 1, "those at hand are fresh");
  await hear({ channel: "pong" });
  // More than half of their ten minutes.
  for (let half = 0; half < 11; half += 1) {
    clock.pass(30_000);
    await hear({ channel: "ping" });
  }
  const { length } = FakeSocket.last.on("get_ice_servers");
  page.comesOnline();
  assert.equal(FakeSocket.last.on("get_ice_servers").length, length + 1);
  const { restarts } = peer();
  const fresh = [{ urls: ["turn:turn.example.org"], username: "later", credential: "fresh" }];
  FakeSocket.last.iceServersGiven = length + 1;
  await hear({ channel: "ice_servers", ice_servers: fresh, ttl: 600 });
  assert.equal(peer().restarts, restarts + 1);
  assert.deepEqual(peer().servers, fresh);
});

test("without a line a restart does not wait for credentials", async () => {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  clock.pass(301_000);
  FakeSocket.last.drop(1006);
  const { restarts } = peer();
  peer().options.onstate?.("failed");
  await settled();
  assert.equal(peer().restarts, restarts + 1);
});

for (const connected of [false, true])
  test(`allowed for the first time ${connected ? "once connected: it goes on" : "before it connects: with all addresses one looks again"}`, async () => {
    devices.slow = true;
    await talkAsCallee();
    if (connected) peer().options.onstate?.("connected");
    assert.equal(peer().restarts, 0);
    devices.finish();
    await settled();
    assert.equal(peer().restarts, connected ? 0 : 1);
  });
