/**
 * Where the page stands, as one value: pure (state, event) → state. What the server says is in
 * call-messages.js; here is what the person does and what the page's own parts report.
 *
 * Server messages may come doubled, late or reordered: snapshots carry a version, and `known` remembers
 * the newest one seen, and which calls are over, so that replaying any log changes nothing.
 */

import { reduceMessage } from "./call-messages.js";
import { isLive, letGo, markOver, newCall, phaseOf, withCall, withoutRing } from "./call-view.js";
import { GRACE_MS } from "./ring-watch.js";

export { isAnswered, isLive, wantsMedia } from "./call-view.js";

/**
 * @typedef {import("./protocol.js").MediaKind} MediaKind
 * @typedef {import("./protocol.js").PeerPerson} PeerPerson
 * @typedef {import("./protocol.js").Person} Person
 * @typedef {import("./protocol.js").LinkState} LinkState
 *
 * @typedef {"connecting" | "online" | "waiting" | "signed_out" | "replaced" | "incompatible"} LinkStatus
 * @typedef {"preparing" | "calling" | "ringing" | "connecting" | "connected" | "reconnecting" | "ended"} Phase
 * @typedef {"no_camera" | "no_microphone" | "no_devices" | "denied" | "in_use" | "insecure" | "unsupported"
 *   | "failed" | "blur_failed" | "blur_slow"} MediaProblem
 *
 * One call. `reason` once ended: completed, cancelled, declined, missed, busy, failed, lost, session_ended,
 * removed_by_admin from the server; "over" (it ended while this page had no connection), "elsewhere"
 * (another page of mine answered), "replaced" (another page has become this one), "unsafe" and "codes_differ" (safety/room.js), or the code of the server's refusal (not_contact, in_call, …).
 * `server` is the state the server last gave, `mediaLink` what this page's peer connection says. `joinsAt`: the
 * first epoch this page takes part in (a page loaded again has lost its peer connection, and asks for a new epoch).
 * `report`: how its media came about, while and after it fails.
 * `move`: the call comes here from another device of mine, or goes there, until it is connected; meanwhile the old
 * one keeps picture and sound. `paused`: the own picture is not sent, for want of bandwidth.
 * @typedef {{
 *   id: string | null, phase: Phase, role: "caller" | "callee", peer: PeerPerson, media: MediaKind,
 *   epoch: number, version: number, since: number | null, until: number | null, seconds: number | null,
 *   reason: string | null, endedBy: "me" | "peer" | null, reached: boolean,
 *   muted: boolean, cameraOff: boolean, mediaProblem: MediaProblem | null,
 *   server: import("./protocol.js").ServerCallState | null, mediaLink: "new" | LinkState,
 *   joinsAt: number, report: import("./protocol.js").CallReport | null,
 *   move: "here" | "away" | null, paused: boolean, screens: import("./screens.js").ScreensView,
 *   safety: import("./safety/room.js").SafetyView,
 * }} CallView
 *
 * @typedef {{call: string, from: Person, device: string, media: MediaKind, until: number}} RingView
 * @typedef {{call: string, peer: PeerPerson, media: MediaKind, online: boolean, muted: boolean, cameraOff: boolean}} ElsewhereView
 *   another device of mine has the call: whether it is there, and how it takes part
 * @typedef {{version: number, over: boolean, final: boolean}} Known
 *
 * @typedef {{
 *   link: {status: LinkStatus, retryAt: number | null},
 *   call: CallView | null,
 *   rings: readonly RingView[],
 *   seatedElsewhere: ElsewhereView | null,
 *   presence: Readonly<Record<string, import("./protocol.js").PresenceState>>,
 *   error: {code: string, message: string, about: string | null} | null,
 *   known: Readonly<Record<string, Known>>,
 *   abandoned: string | null,
 * }} State
 *
 * `now` is milliseconds since the epoch. `abandoned`: a placed call ended here before the server named it.
 * @typedef {{type: "message", message: import("./protocol.js").ServerMessage, now: number}
 *   | {type: "link", status: LinkStatus, retryAt: number | null, now: number}
 *   | {type: "place", username: string, name: string, media: MediaKind}
 *   | {type: "accept", call: string, media: MediaKind}
 *   | {type: "decline", call: string}
 *   | {type: "rejoin"}
 *   | {type: "hang_up", now: number}
 *   | {type: "end", reason: string, now: number}
 *   | {type: "media_link", epoch: number, state: "new" | LinkState, now: number}
 *   | {type: "paused", paused: boolean}
 *   | {type: "screens", screens: import("./screens.js").ScreensView}
 *   | {type: "safety", safety: import("./safety/room.js").SafetyView}
 *   | {type: "own_media", muted: boolean, cameraOff: boolean, problem: MediaProblem | null}
 *   | {type: "report", report: import("./protocol.js").CallReport}
 *   | {type: "expire", now: number}
 *   | {type: "dismiss"}} Event
 */

/** @type {State} */
export const initial = Object.freeze({
  link: Object.freeze({ status: /** @type {LinkStatus} */ ("connecting"), retryAt: null }),
  call: null,
  rings: Object.freeze([]),
  seatedElsewhere: null,
  presence: Object.freeze({}),
  error: null,
  known: Object.freeze({}),
  abandoned: null,
});

/**
 * @param {State} state
 * @param {Event} event
 * @returns {State} the same value when the event changes nothing
 */
export function reduce(state, event) {
  const next = step(state, event);
  return next === state ? state : Object.freeze(next);
}

/** @param {State} state @param {Event} event @returns {State} */
function step(state, event) {
  switch (event.type) {
    case "message":
      return reduceMessage(state, event.message, event.now);
    case "link":
      return link(state, event);
    case "place":
      return place(state, event);
    case "accept":
      return accept(state, event);
    case "decline":
      return withoutRing(markOver(state, event.call), event.call);
    case "rejoin":
      return rejoin(state);
    case "hang_up":
      return hangUp(state, event.now);
    case "end":
      return endHere(state, event.reason, null, event.now);
    case "media_link":
      return mediaLink(state, event);
    case "own_media":
      return withCall(state, { muted: event.muted, cameraOff: event.cameraOff, mediaProblem: event.problem });
    case "screens":
      return screens(state, event.screens);
    case "safety":
      return withCall(state, { safety: event.safety });
    case "report":
      return state.call?.id === event.report.call ? withCall(state, { report: event.report }) : state;
    case "paused":
      return withCall(state, { paused: event.paused });
    case "expire":
      return expire(state, event.now);
    case "dismiss":
      return dismiss(state);
  }
}

/**
 * A page that is signed out, or whose device another page has become, has no part in any call.
 * @param {State} before @param {{status: LinkStatus, retryAt: number | null, now: number}} event
 * @returns {State}
 */
function link(before, { status, retryAt, now }) {
  const state = { ...before, link: Object.freeze({ status, retryAt }) };
  if (status !== "signed_out" && status !== "replaced") return state;
  const alone = { ...state, rings: Object.freeze([]), seatedElsewhere: null };
  return status === "signed_out"
    ? endHere(alone, "session_ended", "me", now)
    : endHere(alone, "replaced", null, now);
}

/** @param {State} state @param {{username: string, name: string, media: MediaKind}} event @returns {State} */
function place(state, { username, name, media }) {
  if (isLive(state.call)) return state;
  return { ...state, call: newCall({ username, name }, media, {}), error: null, abandoned: null };
}

/** @param {State} state @param {{call: string, media: MediaKind}} event @returns {State} */
function accept(state, { call, media }) {
  const ring = state.rings.find((one) => one.call === call);
  if (!ring || isLive(state.call)) return state;
  const accepted = newCall({ ...ring.from, device: ring.device }, media, {
    id: call,
    phase: "connecting",
    role: "callee",
    reached: true,
  });
  return { ...withoutRing(state, call), call: accepted, error: null };
}

/** @param {State} state @returns {State} */
function rejoin(state) {
  const there = state.seatedElsewhere;
  if (!there || isLive(state.call)) return state;
  const move = there.online ? "here" : null;
  const call = newCall(there.peer, there.media, { id: there.call, phase: "reconnecting", move });
  return { ...state, call, seatedElsewhere: null, error: null };
}

/** @param {State} state @param {number} now @returns {State} */
function hangUp(state, now) {
  const { call } = state;
  if (!isLive(call)) return state;
  const reason =
    call.role === "caller" && (call.server === null || call.server === "ringing") ? "cancelled" : null;
  return endHere(state, reason ?? (call.since === null ? "failed" : "completed"), "me", now);
}

/** @param {State} state @param {string} reason @param {"me" | null} endedBy @param {number} now @returns {State} */
function endHere(state, reason, endedBy, now) {
  const { call } = state;
  if (!isLive(call)) return state;
  const seconds = call.since === null ? null : Math.max(0, Math.round((now - call.since) / 1000));
  const over = call.id === null ? { ...state, abandoned: call.peer.username } : markOver(state, call.id);
  return withCall(over, { phase: "ended", until: null, reason, endedBy, seconds, mediaLink: "new" });
}

/** @param {State} state @param {{epoch: number, state: "new" | LinkState, now: number}} event @returns {State} */
function mediaLink(state, event) {
  const { call } = state;
  if (!isLive(call) || event.epoch !== call.epoch) return state;
  if (call.move === "away" && event.state !== "connected") return letGo(state, call);
  const since = event.state === "connected" ? (call.since ?? event.now) : call.since;
  return withCall(state, {
    mediaLink: event.state,
    since,
    move: event.state === "connected" && call.move === "here" ? null : call.move,
    phase: phaseOf({ ...call, mediaLink: event.state }),
  });
}

/** @param {State} state @param {import("./screens.js").ScreensView} now @returns {State} */
function screens(state, now) {
  const { call } = state;
  if (!isLive(call)) return state;
  const { own, theirs, problem } = call.screens;
  if (own === now.own && theirs === now.theirs && problem === now.problem) return state;
  return withCall(state, { screens: now });
}

/** @param {State} state @param {number} now @returns {State} */
function expire(state, now) {
  const rings = state.rings.filter((ring) => ring.until + GRACE_MS > now);
  return rings.length === state.rings.length ? state : { ...state, rings: Object.freeze(rings) };
}

/** @param {State} state @returns {State} */
function dismiss(state) {
  if (state.error === null && (state.call === null || isLive(state.call))) return state;
  return { ...state, error: null, call: isLive(state.call) ? state.call : null };
}
