import assert from "node:assert/strict";
import { test } from "node:test";
import { settles } from "../../static/js/intents.js";
import { callState, refusal, ring, snapshot, welcome } from "./snapshots.js";

/**
 * @typedef {import("../../static/js/protocol.js").Request} Request
 * @typedef {import("../../static/js/protocol.js").ServerMessage} ServerMessage
 */

const start = /** @type {Request} */ ({ channel: "start_call", to: "Bob", media: "video" });
const accept = /** @type {Request} */ ({ channel: "accept_call", call: "one", media: "video" });
const decline = /** @type {Request} */ ({ channel: "decline_call", call: "one" });
const hangUp = /** @type {Request} */ ({ channel: "hang_up", call: "one" });
const rejoin = /** @type {Request} */ ({ channel: "rejoin_call", call: "one" });
const rung = { role: /** @type {const} */ ("callee"), seat: /** @type {const} */ ("none") };

/** @type {[string, Request, ServerMessage, boolean][]} */
const cases = [
  ["my call rings", start, callState(), true],
  ["the other's call became ours (glare)", start, callState({ role: "callee", state: "connecting" }), true],
  ["the callee is busy", start, callState({ state: "ended", seat: "none", reason: "busy" }), true],
  [
    "somebody else's call",
    start,
    callState({ peer: { username: "charlie", name: "C", audio: true, video: true } }),
    false,
  ],
  ["their ring crosses mine", start, ring(), false],
  ["a welcome without calls", start, welcome(), false],
  ["it still rings", accept, callState(rung), false],
  ["it connects", accept, callState({ role: "callee", state: "connecting" }), true],
  ["answered elsewhere", accept, callState({ ...rung, seat: "elsewhere", state: "connecting" }), true],
  ["another call", accept, callState({ call: "two", state: "ended" }), false],
  ["the call is gone", accept, welcome(), true],
  ["it still rings, says the welcome", accept, welcome([snapshot(rung)]), false],
  ["it still rings", decline, callState(rung), false],
  ["it ended", decline, callState({ ...rung, state: "ended", reason: "declined" }), true],
  ["the other one muted meanwhile", hangUp, callState({ state: "active" }), false],
  ["it ended", hangUp, callState({ state: "ended" }), true],
  ["it is gone", hangUp, welcome(), true],
  ["it goes on, says the welcome", hangUp, welcome([snapshot({ state: "active" })]), false],
  ["the seat is still elsewhere", rejoin, callState({ seat: "elsewhere", state: "active" }), false],
  ["the seat is here", rejoin, callState({ state: "reconnecting" }), true],
  ["refused", rejoin, refusal("seated_elsewhere", "rejoin_call", "one"), true],
  ["another one refused", rejoin, refusal("seated_elsewhere", "rejoin_call", "two"), false],
  ["something else refused", hangUp, refusal("too_large", "webrtc_offer", "one"), false],
];

for (const [when, request, message, settled] of cases)
  test(`${request.channel} is ${settled ? "" : "not "}settled when: ${when}`, () => {
    assert.equal(settles(message, request), settled);
  });
