import assert from "node:assert/strict";
import { test } from "node:test";
import { initial, reduce, wantsMedia } from "../../static/js/call-state.js";
import { refusal as words } from "../../static/js/views/words-failures.js";
import { bob, callState, charlie, NOW, refusal, ring, snapshot, welcome } from "./snapshots.js";

/**
 * @typedef {import("../../static/js/call-state.js").State} State
 * @typedef {import("../../static/js/call-state.js").Event} Event
 * @typedef {import("../../static/js/protocol.js").ServerMessage} ServerMessage
 */

/** @param {State} state @param {...(Event | ServerMessage)} events messages stand for their event */
function after(state, ...events) {
  return events.reduce((before, event) => reduce(before, "channel" in event ? heard(event) : event), state);
}

/** @param {ServerMessage} message @returns {Event} */
const heard = (message) => ({ type: "message", message, now: NOW });
/** @type {Event} */
const place = { type: "place", ...bob, media: "video" };
/** @type {Event} */
const accept = { type: "accept", call: "one", media: "video" };
/** @type {Event} */
const hangUp = { type: "hang_up", now: NOW + 60_000 };
/** @param {"new" | import("../../static/js/protocol.js").LinkState} state @returns {Event} */
const link = (state, epoch = 1) => ({ type: "media_link", epoch, state, now: NOW });

const ringingOut = after(initial, place, callState());
const talking = after(
  ringingOut,
  callState({ version: 2, state: "connecting", ms_left: 20_000 }),
  link("connected"),
);

test("placing shows at once, and the server's word names the call", () => {
  const placed = after(initial, place);
  assert.equal(placed.call?.phase, "preparing");
  assert.equal(placed.call?.id, null);
  assert.equal(ringingOut.call?.id, "one");
  assert.equal(ringingOut.call?.phase, "calling");
  assert.equal(ringingOut.call?.until, NOW + 45_000);
});

test("a page of the callee that shows the ring makes it ring", () => {
  assert.equal(after(ringingOut, { channel: "ringing", call: "one" }).call?.phase, "ringing");
  assert.equal(after(ringingOut, callState({ version: 2, reached: true })).call?.phase, "ringing");
});

test("a second call cannot be placed while there is one", () => {
  assert.equal(after(ringingOut, { type: "place", ...charlie, media: "voice" }), ringingOut);
});

test("the call is connected when this page's media is, whatever arrives first", () => {
  const connecting = callState({ version: 2, state: "connecting", ms_left: 20_000 });
  const active = callState({ version: 3, state: "active", elapsed_ms: 0, ms_left: null });
  assert.equal(after(ringingOut, connecting).call?.phase, "connecting");
  assert.equal(after(ringingOut, connecting, link("connected")).call?.phase, "connected");
  assert.equal(after(ringingOut, connecting, active).call?.phase, "connecting");
  assert.equal(after(ringingOut, connecting, active, link("connected")).call?.phase, "connected");
});

test("lost media reconnects, and the time talked goes on", () => {
  const active = after(talking, callState({ version: 3, state: "active", elapsed_ms: 5_000, ms_left: null }));
  assert.equal(active.call?.since, NOW - 5_000);
  const lost = after(active, link("disconnected"));
  assert.equal(lost.call?.phase, "reconnecting");
  assert.equal(lost.call?.since, NOW - 5_000);
  assert.equal(after(lost, link("connected")).call?.phase, "connected");
});

test("a new epoch starts without media, and a state of the old one is not believed", () => {
  const rebuilt = after(talking, callState({ version: 4, state: "reconnecting", epoch: 2, ms_left: 45_000 }));
  assert.equal(rebuilt.call?.mediaLink, "new");
  assert.equal(rebuilt.call?.phase, "reconnecting");
  assert.equal(after(rebuilt, link("connected", 1)), rebuilt);
  assert.ok(wantsMedia(rebuilt.call));
});

test("hanging up ends at once, and the server's end fills in the rest", () => {
  const ended = after(talking, hangUp);
  assert.equal(ended.call?.phase, "ended");
  assert.equal(ended.call?.reason, "completed");
  assert.equal(ended.call?.endedBy, "me");
  assert.equal(ended.call?.seconds, 60);
  const told = callState({
    version: 5,
    state: "ended",
    reason: "completed",
    ended_by: "me",
    elapsed_ms: 59_000,
  });
  assert.equal(after(ended, told).call?.seconds, 59);
});

test("after hanging up, what still comes about the call brings nothing back", () => {
  const ended = after(talking, hangUp);
  const late = after(ended, callState({ version: 6, state: "active", ms_left: null }));
  assert.equal(late.call?.phase, "ended");
  assert.equal(after(late, { type: "dismiss" }).call, null);
});

for (const reason of ["declined", "missed", "busy", "cancelled", "failed", "lost", "removed_by_admin"])
  test(`the call ends ${reason}`, () => {
    const ended = after(
      ringingOut,
      callState({ version: 2, state: "ended", seat: "none", reason, ms_left: null }),
    );
    assert.equal(ended.call?.phase, "ended");
    assert.equal(ended.call?.reason, reason);
    assert.equal(ended.call?.until, null);
  });

test("a busy callee ends the call before it was ever named", () => {
  const busy = after(
    initial,
    place,
    callState({ state: "ended", seat: "none", reason: "busy", ms_left: null }),
  );
  assert.equal(busy.call?.id, "one");
  assert.equal(busy.call?.reason, "busy");
});

test("cancelled before it was named, the call is known as over when its name comes", () => {
  const cancelled = after(initial, place, hangUp);
  assert.equal(cancelled.call?.reason, "cancelled");
  assert.equal(cancelled.abandoned, "bob");
  const named = after(cancelled, callState());
  assert.equal(named.abandoned, null);
  assert.equal(named.known.one.over, true);
  assert.equal(named.call?.phase, "ended");
});

test("a refused placing ends with the refusal's code", () => {
  const refused = after(initial, place, refusal("not_contact", "start_call"));
  assert.equal(refused.call?.phase, "ended");
  assert.equal(refused.call?.reason, "not_contact");
  assert.equal(refused.error?.code, "not_contact");
});

test("glare: the other's call, placed a moment before mine, becomes ours", () => {
  const both = after(initial, place, ring(), callState({ version: 2, state: "connecting", role: "callee" }));
  assert.equal(both.call?.role, "callee");
  assert.equal(both.call?.phase, "connecting");
  assert.deepEqual(both.rings, []);
});

test("a ring that comes twice rings once, and one with its snapshot too", () => {
  const twice = after(initial, ring(), ring(), callState({ role: "callee", seat: "none" }));
  assert.equal(twice.rings.length, 1);
  assert.equal(twice.rings[0].until, NOW + 45_000);
});

test("two people may ring at once", () => {
  const two = after(initial, ring("one"), { ...ring("two"), from: charlie });
  assert.deepEqual(
    two.rings.map((one) => one.from.name),
    ["Bob", "Charlie"],
  );
});

test("accepting makes the ring the call", () => {
  const accepted = after(initial, ring(), accept);
  assert.equal(accepted.call?.phase, "connecting");
  assert.equal(accepted.call?.role, "callee");
  assert.deepEqual(accepted.rings, []);
});

test("accepted with voice, the call stays without camera whatever the caller wished", () => {
  const voice = after(initial, ring(), { type: "accept", call: "one", media: "voice" });
  const told = after(voice, callState({ version: 2, role: "callee", state: "connecting" }));
  assert.equal(told.call?.media, "voice");
  assert.equal(told.call?.cameraOff, true);
});

test("answered on another page: it stops ringing here, and the page knows where the call is", () => {
  const elsewhere = after(
    initial,
    ring(),
    callState({ version: 2, role: "callee", seat: "elsewhere", state: "connecting" }),
  );
  assert.deepEqual(elsewhere.rings, []);
  assert.equal(elsewhere.seatedElsewhere?.call, "one");
  const over = after(
    elsewhere,
    callState({ version: 3, role: "callee", seat: "elsewhere", state: "ended", reason: "completed" }),
  );
  assert.equal(over.seatedElsewhere, null);
  assert.equal(over.call, null);
});

test("accepted here and there, and there it won: nothing stays here", () => {
  const lost = after(
    initial,
    ring(),
    accept,
    callState({ version: 2, role: "callee", seat: "elsewhere", state: "connecting" }),
  );
  assert.equal(lost.call, null);
  assert.equal(lost.seatedElsewhere?.call, "one");
});

test("accepted too late: the call has been cancelled", () => {
  const late = after(
    initial,
    ring(),
    accept,
    callState({ version: 2, role: "callee", seat: "none", state: "ended", reason: "cancelled" }),
  );
  assert.equal(late.call?.phase, "ended");
  assert.equal(late.call?.reason, "cancelled");
});

test("declined, it does not ring again from a late or doubled message", () => {
  const declined = after(initial, ring(), { type: "decline", call: "one" });
  assert.deepEqual(declined.rings, []);
  assert.equal(after(declined, ring()), declined);
  assert.deepEqual(after(declined, callState({ role: "callee", seat: "none" })).rings, []);
});

test("a ring whose end was lost stops a little after its deadline", () => {
  const rung = after(initial, ring());
  assert.equal(after(rung, { type: "expire", now: NOW + 46_000 }), rung);
  assert.deepEqual(after(rung, { type: "expire", now: NOW + 47_001 }).rings, []);
});

test("a ring after the end of its call does not ring", () => {
  const over = after(
    initial,
    callState({ version: 2, role: "callee", seat: "none", state: "ended", reason: "cancelled" }),
  );
  assert.deepEqual(after(over, ring()).rings, []);
});

test("a stale snapshot is ignored, and so is the same one again", () => {
  const now = after(ringingOut, callState({ version: 3, state: "connecting" }));
  assert.equal(after(now, callState({ version: 2, reached: true })), now);
  assert.equal(after(now, callState({ version: 3, state: "connecting" })), now);
});

test("ended is final", () => {
  const ended = after(ringingOut, callState({ version: 2, state: "ended", reason: "missed" }));
  assert.equal(after(ended, callState({ version: 9, state: "active" })), ended);
});

test("a welcome takes away what the server no longer knows", () => {
  const rung = after(initial, ring());
  assert.deepEqual(after(rung, welcome()).rings, []);
  const gone = after(talking, welcome());
  assert.equal(gone.call?.phase, "ended");
  assert.equal(gone.call?.reason, "over");
});

test("a welcome does not take away a call that is just being placed", () => {
  assert.equal(after(initial, place, welcome()).call?.phase, "preparing");
});

test("a welcome keeps the call that went on meanwhile", () => {
  const back = after(talking, welcome([snapshot({ version: 2, state: "connecting" })]));
  assert.equal(back.call?.phase, "connected");
  assert.ok(wantsMedia(back.call));
});

test("a page that was loaded again has its call, but no part in the epoch whose peer connection it lost", () => {
  const loaded = after(
    initial,
    welcome([snapshot({ version: 7, state: "active", elapsed_ms: 9_000, ms_left: null })]),
  );
  assert.equal(loaded.call?.id, "one");
  assert.equal(wantsMedia(loaded.call), false);
  const rejoined = after(loaded, callState({ version: 8, state: "reconnecting", epoch: 2 }));
  assert.equal(wantsMedia(rejoined.call), true);
});

test("its own seat, seen as elsewhere right after a gap, keeps the call until the server says whose it is", () => {
  const known = after(talking, callState({ version: 3, state: "active", ms_left: null }));
  const back = after(
    known,
    welcome([snapshot({ version: 3, state: "active", seat: "elsewhere", ms_left: null })]),
  );
  assert.equal(back.call?.phase, "reconnecting");
  const refused = after(back, refusal("seated_elsewhere", "rejoin_call", "one"));
  assert.equal(refused.call, null);
  assert.equal(refused.seatedElsewhere?.call, "one");
  assert.equal(refused.seatedElsewhere?.online, true);
  assert.equal(refused.error, null, "said once, and not after the call is over");
});

const moved = callState({
  version: 4,
  state: "reconnecting",
  seat: "elsewhere",
  epoch: 2,
  there: { online: true, audio: false, video: true },
});

test("a call that moves to another device of mine stays until it is connected there", () => {
  const leaving = after(talking, moved);
  assert.equal(leaving.call?.move, "away");
  assert.equal(leaving.call?.phase, "connected");
  assert.equal(leaving.call?.epoch, 1, "the connection there is stays");
  assert.equal(leaving.seatedElsewhere, null);
  const arrived = after(leaving, callState({ ...moved, version: 5, state: "active" }));
  assert.equal(arrived.call, null);
  assert.equal(arrived.seatedElsewhere?.call, "one");
  assert.equal(arrived.seatedElsewhere?.muted, true, "as it was there");
});

test("a page without a connection has nothing to keep when another device takes the call", () => {
  const taken = after(talking, link("disconnected"), moved);
  assert.equal(taken.call, null);
  assert.equal(taken.seatedElsewhere?.call, "one");
});

test("while it moves away, the end of the connection is the end here", () => {
  const gone = after(talking, moved, link("failed"));
  assert.equal(gone.call, null);
  assert.equal(gone.seatedElsewhere?.call, "one");
});

test("a call that moves away and comes back is an epoch like any other", () => {
  const back = after(talking, moved, callState({ version: 5, state: "reconnecting", epoch: 3 }));
  assert.equal(back.call?.move, null);
  assert.equal(back.call?.epoch, 3);
  assert.equal(back.call?.phase, "reconnecting");
});

test("a page that heard of the move only after a gap keeps its connection all the same", () => {
  const { channel: _, ...snap } = moved;
  assert.equal(after(talking, welcome([snap])).call?.move, "away");
});

test("a call that moves here is on its way until it is connected", () => {
  const there = after(initial, callState({ ...moved, version: 3, state: "active", epoch: 1 }));
  const asked = after(there, { type: "rejoin" });
  assert.equal(asked.call?.move, "here");
  const begun = after(asked, callState({ version: 4, state: "reconnecting", epoch: 2 }));
  assert.equal(begun.call?.move, "here");
  assert.equal(after(begun, link("connected", 2)).call?.move, null);
});

test("a call whose device is gone is returned to, not moved", () => {
  const there = { online: false, audio: true, video: true };
  const known = after(
    initial,
    welcome([snapshot({ version: 3, state: "active", seat: "elsewhere", there })]),
  );
  assert.equal(known.seatedElsewhere?.online, false);
  assert.equal(after(known, { type: "rejoin" }).call?.move, null);
});

test("what only the page did wrong is not shown to its person", () => {
  assert.equal(after(talking, refusal("not_in_call", "webrtc_offer", "one")), talking);
});

test("a page that is one too many says so", () => {
  const { error } = after(initial, refusal("rate_limited", "hello"));
  assert.match(words(/** @type {any} */ (error)).title, /too many pages/i);
});

test("presence is kept by name, the rest stays", () => {
  const first = after(initial, { channel: "presence", people: { bob: "online", charlie: "offline" } });
  const second = after(first, { channel: "presence", people: { bob: "in_call" } });
  assert.deepEqual(second.presence, { bob: "in_call", charlie: "offline" });
});

test("the state can be written as JSON, and nobody can change it", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(talking)), talking);
  assert.ok(Object.isFrozen(talking) && Object.isFrozen(talking.call) && Object.isFrozen(talking.rings));
});
