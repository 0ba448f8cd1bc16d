/** What a person copies for the operator. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { newCall } from "../../static/js/call-view.js";
import { callDetails, linkDetails, mediaLines } from "../../static/js/views/words-details.js";
import { bob } from "./snapshots.js";

/** @param {any} change */
const call = (change) => newCall(bob, "video", { id: "one", phase: "ended", reason: "failed", ...change });

test("a call that could not connect: what there was, and what was missing", () => {
  const report = /** @type {any} */ ({
    ...{ channel: "call_report", call: "one", epoch: 1, outcome: "ice_failed", relay_offered: false },
    ...{ gathered: ["host", "srflx"], heard: [], errors: [701], restarts: 0 },
  });
  assert.deepEqual(callDetails(call({ report, mediaProblem: "no_camera" })), [
    "Call: one",
    "End: failed",
    "Media: ICE failed: no way between the two browsers (connection 1)",
    "Relay (TURN) offered by the server: no",
    "Candidates of this browser: host, srflx",
    "Candidates of the other: none",
    "icecandidateerror: 701",
    "Camera and microphone: no_camera",
  ]);
});

test("a call that was lost says the way it had", () => {
  const report = /** @type {any} */ ({
    ...{ channel: "call_report", call: "one", epoch: 2, outcome: "lost", relay_offered: true, restarts: 3 },
    ...{ local: "relay", remote: "host", relay: "tls", transport: "udp", setup_ms: 700, loss: 12 },
  });
  const said = callDetails(call({ reason: "lost", report }));
  assert.deepEqual(said.slice(2), [
    "Media: connected, then lost (connection 2)",
    "Relay (TURN) offered by the server: yes",
    "Path: relay to host, tls",
    "Connected after: 700 ms",
    "ICE restarts: 3",
    "Packets lost: 12 %",
  ]);
});

test("a call that ended as calls do has no details", () => {
  for (const reason of ["completed", "missed", "declined", "busy", "over"])
    assert.deepEqual(callDetails(call({ reason })), []);
});

test("the socket, and camera and microphone, by themselves", () => {
  const link = { status: "waiting", retryAt: null };
  assert.deepEqual(linkDetails(/** @type {any} */ ({ link, call: null })), ["Socket: waiting"]);
  assert.deepEqual(mediaLines(call({})), []);
  assert.deepEqual(mediaLines(call({ mediaProblem: "in_use" })), ["Camera and microphone: in_use"]);
});
