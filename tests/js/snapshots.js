/** Server messages for the tests, about Alice's page; Bob is the other one. */

/** @typedef {import("../../static/js/protocol.js").Snapshot} Snapshot */

export const NOW = 1_000_000;
export const bob = Object.freeze({ username: "bob", name: "Bob" });
export const charlie = Object.freeze({ username: "charlie", name: "Charlie" });

/** A call Alice placed, ringing, her seat here. @param {Partial<Snapshot>} [change] @returns {Snapshot} */
export function snapshot(change = {}) {
  return {
    call: "one",
    version: 1,
    state: "ringing",
    role: "caller",
    seat: "here",
    peer: { ...bob, audio: false, video: false, device: "d2" },
    media: "video",
    epoch: 1,
    reached: false,
    ms_left: 45_000,
    elapsed_ms: null,
    reason: null,
    ended_by: null,
    ...change,
  };
}

/** @param {Partial<Snapshot>} [change] @returns {import("../../static/js/protocol.js").CallStateMessage} */
export function callState(change) {
  return { channel: "call_state", ...snapshot(change) };
}

/** Bob calls. @param {string} [call] @returns {import("../../static/js/protocol.js").Ring} */
export function ring(call = "one") {
  return { channel: "start_call", call, from: bob, device: "d2", media: "video", ms_left: 45_000 };
}

/** @param {Snapshot[]} [calls] @returns {import("../../static/js/protocol.js").Welcome} */
export function welcome(calls = []) {
  return {
    channel: "welcome",
    version: 1,
    device: "d1",
    resume: "r1",
    user: { username: "alice", name: "Alice" },
    calls,
  };
}

/** @param {string} code @param {string} about @param {string} [call] @returns {import("../../static/js/protocol.js").ErrorMessage} */
export function refusal(code, about, call) {
  return { channel: "error", code, message: "Said for people.", about, ...(call ? { call } : {}) };
}
