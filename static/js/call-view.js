/** One call as the page sees it, and small changes to the state around it. Pure. */

/**
 * @typedef {import("./call-state.js").State} State
 * @typedef {import("./call-state.js").CallView} CallView
 * @typedef {import("./call-state.js").Known} Known
 * @typedef {import("./call-state.js").Phase} Phase
 * @typedef {import("./protocol.js").MediaKind} MediaKind
 * @typedef {import("./protocol.js").Person} Person
 */

/** @type {import("./screens.js").ScreensView} */
const noScreens = Object.freeze({ own: false, theirs: false, problem: null });

/** @type {import("./safety/room.js").SafetyView} */
export const noCode = Object.freeze({ state: "waiting" });

/** So many calls are remembered. */
const KNOWN_LIMIT = 50;

/** @param {CallView | null} call @returns {call is CallView} whether there is a call that has not ended */
export function isLive(call) {
  return call !== null && call.phase !== "ended";
}

/** @param {CallView | null} call @returns {call is CallView & {id: string}} whether it was answered and goes on */
export function isAnswered(call) {
  return isLive(call) && call.id !== null && call.server !== null && call.server !== "ringing";
}

/** @param {CallView | null} call @returns {call is CallView & {id: string}} whether this page is to have a peer connection for it */
export function wantsMedia(call) {
  return isAnswered(call) && call.epoch >= call.joinsAt;
}

/**
 * @param {Person & {device?: string}} person @param {MediaKind} media @param {Partial<CallView>} rest
 * @returns {CallView}
 */
export function newCall({ username, name, device }, media, rest) {
  return Object.freeze({
    id: null,
    phase: "preparing",
    role: "caller",
    peer: Object.freeze({ username, name, device, audio: false, video: false }),
    media,
    epoch: 1,
    version: 0,
    since: null,
    until: null,
    seconds: null,
    reason: null,
    endedBy: null,
    reached: false,
    muted: false,
    cameraOff: media === "voice",
    mediaProblem: null,
    server: null,
    mediaLink: "new",
    joinsAt: 1,
    report: null,
    move: null,
    paused: false,
    screens: noScreens,
    safety: noCode,
    ...rest,
  });
}

/** The state with these fields of its call changed. @param {State} state @param {Partial<CallView>} change @returns {State} */
export function withCall(state, change) {
  const { call } = state;
  if (!call) return state;
  const names = /** @type {(keyof CallView)[]} */ (Object.keys(change));
  if (names.every((name) => Object.is(call[name], change[name]))) return state;
  return { ...state, call: Object.freeze({ ...call, ...change }) };
}

/** @param {State} state @param {string} call @returns {State} */
export function withoutRing(state, call) {
  if (!state.rings.some((ring) => ring.call === call)) return state;
  return { ...state, rings: Object.freeze(state.rings.filter((ring) => ring.call !== call)) };
}

/** @param {State} state @param {string} call @param {Known} known @returns {State} */
export function remember(state, call, known) {
  const { [call]: _, ...others } = state.known;
  const kept = Object.entries(others).slice(1 - KNOWN_LIMIT);
  return { ...state, known: Object.freeze({ ...Object.fromEntries(kept), [call]: Object.freeze(known) }) };
}

/** This page is through with a call, whatever still comes about it. @param {State} state @param {string} call */
export function markOver(state, call) {
  const known = state.known[call];
  if (known?.over) return state;
  return remember(state, call, { version: known?.version ?? 0, over: true, final: false });
}

/**
 * Where the call stands for its person, from the server's state and this page's own media.
 * @param {CallView} call
 * @returns {Phase}
 */
export function phaseOf(call) {
  switch (call.server) {
    case null:
      return call.phase;
    case "ringing":
      if (call.role === "callee") return "connecting";
      return call.reached ? "ringing" : "calling";
    case "connecting":
      return call.mediaLink === "connected" ? "connected" : "connecting";
    case "active":
      if (call.mediaLink === "connected") return "connected";
      return call.epoch === 1 && (call.mediaLink === "new" || call.mediaLink === "connecting")
        ? "connecting"
        : "reconnecting";
    case "reconnecting":
      return "reconnecting";
    case "ended":
      return "ended";
  }
}

/**
 * Where a call is that another device of mine has, or had.
 * @param {Pick<import("./protocol.js").Snapshot, "call" | "peer" | "media" | "there">} snap
 * @returns {import("./call-state.js").ElsewhereView}
 */
export function elsewhereOf({ call, peer, media, there }) {
  const { online, audio, video } = there ?? { online: true, audio: true, video: media === "video" };
  return Object.freeze({
    call,
    peer: Object.freeze({ ...peer }),
    media,
    online,
    muted: !audio,
    cameraOff: !video,
  });
}

/** This page lets go of the call, which goes on at another one. @param {State} state @param {CallView} call @returns {State} */
export function letGo(state, call) {
  const there = { online: true, audio: !call.muted, video: !call.cameraOff };
  const { id, peer, media } = call;
  return { ...state, call: null, seatedElsewhere: elsewhereOf({ call: String(id), peer, media, there }) };
}

/**
 * Whether this page's own session is over: the server closes its socket next, and would refuse to tell it more.
 * @param {import("./protocol.js").Snapshot} snapshot
 */
export function endedBySignOut({ reason, ended_by, seat }) {
  return reason === "session_ended" && ended_by === "me" && seat === "here";
}
