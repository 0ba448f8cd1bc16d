/**
 * What the server says, into the page's state: the second half of call-state.js. Pure.
 */

import {
  elsewhereOf,
  isAnswered,
  isLive,
  letGo,
  markOver,
  newCall,
  noCode,
  phaseOf,
  remember,
  withCall,
  withoutRing,
} from "./call-view.js";

/**
 * @typedef {import("./call-state.js").State} State
 * @typedef {import("./call-state.js").CallView} CallView
 * @typedef {import("./call-state.js").RingView} RingView
 * @typedef {import("./protocol.js").Snapshot} Snapshot
 */

/** Why this page hung up; to the server it is a call like any other. */
const SAFETY = /^(unsafe|codes_differ)$/;

/** Refusals that nobody asked for in person: the page puts them right by itself. */
const SILENT = /^(webrtc_|media_status|call_report|get_ice_servers|ping|pong|hello|decline_call|hang_up)/;

/**
 * @param {State} state
 * @param {import("./protocol.js").ServerMessage} message
 * @param {number} now
 * @returns {State}
 */
export function reduceMessage(state, message, now) {
  switch (message.channel) {
    case "welcome":
      return welcome(state, message.calls, now);
    case "start_call":
      return state.known[message.call] ? state : ring(state, ringOf(message, now)); // a snapshot knows better
    case "ringing":
      return ringing(state, message.call);
    case "call_state":
      return snapshot(state, message, now, false);
    case "presence":
      return { ...state, presence: Object.freeze({ ...state.presence, ...message.people }) };
    case "error":
      return refused(state, message, now);
    default:
      return state;
  }
}

/** Whatever the server does not list is over. @param {State} state @param {Snapshot[]} calls @param {number} now @returns {State} */
function welcome(state, calls, now) {
  const listed = new Set(calls.map((one) => one.call));
  const rings = state.rings.filter((one) => listed.has(one.call));
  let next = rings.length === state.rings.length ? state : { ...state, rings: Object.freeze(rings) };
  if (next.seatedElsewhere && !listed.has(next.seatedElsewhere.call))
    next = { ...next, seatedElsewhere: null };
  for (const one of calls) next = snapshot(next, one, now, true);
  const { call } = next;
  const gone = isLive(call) && call.id !== null && !listed.has(call.id);
  return gone
    ? ended(markOver(next, String(call.id)), { reason: "over", seconds: secondsOf(call, now) })
    : next;
}

/** @param {import("./protocol.js").Ring} message @param {number} now @returns {RingView} */
function ringOf({ call, from, device = "", media, ms_left }, now) {
  return { call, from, device, media, until: now + ms_left };
}

/** @param {State} state @param {RingView} one @returns {State} */
function ring(state, one) {
  if (state.known[one.call]?.over || state.call?.id === one.call) return state;
  const known = state.rings.find((other) => other.call === one.call);
  if (known?.device === one.device) return state;
  const others = state.rings.filter((other) => other !== known); // else they call from another device by now
  return { ...state, rings: Object.freeze([...others, Object.freeze(one)]) };
}

/** @param {State} state @param {string} id @returns {State} */
function ringing(state, id) {
  const { call } = state;
  if (!isLive(call) || call.id !== id || call.server !== "ringing") return state;
  return withCall(state, { reached: true, phase: phaseOf({ ...call, reached: true }) });
}

/**
 * `fresh`: part of a welcome, so it is the truth of now even if its version is known.
 * @param {State} state @param {Snapshot} snap @param {number} now @param {boolean} fresh
 * @returns {State}
 */
function snapshot(state, snap, now, fresh) {
  const known = state.known[snap.call];
  if (known && (fresh ? snap.version < known.version : snap.version <= known.version)) return state;
  if (known?.final) return state;
  const over = (known?.over ?? false) || snap.state === "ended";
  const next = remember(state, snap.call, { version: snap.version, over, final: snap.state === "ended" });
  if (snap.state === "ended") return over_(next, snap, now, !known);
  if (over) return next;
  if (snap.seat === "here") return seatedHere(next, snap, now, fresh);
  if (snap.seat === "elsewhere") return seatedElsewhere(next, snap, fresh);
  if (snap.state !== "ringing" || snap.role !== "callee") return withoutRing(next, snap.call);
  const until = now + (snap.ms_left ?? 0);
  const { device = "" } = snap.peer;
  return ring(next, { call: snap.call, from: personOf(snap), device, media: snap.media, until });
}

/** @param {Snapshot} snap */
const personOf = (snap) => Object.freeze({ username: snap.peer.username, name: snap.peer.name });

/** @param {CallView} call @param {Snapshot} snap */
const samePerson = (call, snap) => call.peer.username.toLowerCase() === snap.peer.username.toLowerCase();

/** @param {State} state @param {Snapshot} snap @param {number} now @param {boolean} fresh @returns {State} */
function seatedHere(state, snap, now, fresh) {
  const { call } = state;
  const unnamed = isLive(call) && call.id === null && samePerson(call, snap);
  if (isLive(call) && call.id !== snap.call && !unnamed) return state;
  if (!isLive(call) && state.abandoned?.toLowerCase() === snap.peer.username.toLowerCase())
    return { ...markOver(state, snap.call), abandoned: null };
  const joinsAt = fresh && snap.state !== "ringing" ? snap.epoch + 1 : 1;
  const before = isLive(call) ? call : newCall(personOf(snap), snap.media, { joinsAt });
  const cleared = withoutRing({ ...state, seatedElsewhere: null }, snap.call);
  return { ...cleared, call: merged(before, snap, now) };
}

/** @param {CallView} before @param {Snapshot} snap @param {number} now @returns {CallView} */
function merged(before, snap, now) {
  const call = {
    ...before,
    id: snap.call,
    role: snap.role,
    peer: Object.freeze({ ...snap.peer }),
    epoch: snap.epoch,
    version: snap.version,
    since: snap.elapsed_ms == null ? before.since : now - snap.elapsed_ms,
    until: snap.ms_left == null ? null : now + snap.ms_left,
    reached: before.reached || snap.reached,
    server: snap.state,
    mediaLink: snap.epoch === before.epoch ? before.mediaLink : /** @type {const} */ ("new"),
    paused: snap.epoch === before.epoch && before.paused,
    safety: snap.epoch === before.epoch ? before.safety : noCode,
    move: before.move === "away" ? null : before.move,
  };
  return Object.freeze({ ...call, phase: phaseOf(call) });
}

/**
 * Another page of mine has the call. Right after a welcome it may be this page's own seat from before, which it then
 * asks for again (rejoin_call), so the call stays. While the call moves there, picture and sound stay here.
 * @param {State} state @param {Snapshot} snap @param {boolean} fresh
 * @returns {State}
 */
function seatedElsewhere(state, snap, fresh) {
  const { call } = state;
  const mine = isLive(call) && call.id === snap.call;
  if (mine && fresh && !snap.there?.online && snap.state !== "ringing" && call.server !== null)
    return withCall(state, { server: snap.state, version: snap.version, phase: "reconnecting" });
  if (mine && isAnswered(call) && call.mediaLink === "connected" && snap.state === "reconnecting")
    return withCall(state, { move: "away", version: snap.version, until: null });
  const left = mine ? { ...state, call: null } : state;
  return { ...withoutRing(left, snap.call), seatedElsewhere: elsewhereOf(snap) };
}

/** @param {State} state @param {Snapshot} snap @param {number} now @param {boolean} unheard @returns {State} */
function over_(state, snap, now, unheard) {
  const there = state.seatedElsewhere?.call === snap.call ? null : state.seatedElsewhere;
  const next = withoutRing({ ...state, seatedElsewhere: there }, snap.call);
  const { call } = next;
  const unnamed =
    isLive(call) && call.id === null && unheard && snap.role === "caller" && samePerson(call, snap);
  if (!call || (call.id !== snap.call && !unnamed)) return next;
  const seconds = snap.elapsed_ms == null ? secondsOf(call, now) : Math.round(snap.elapsed_ms / 1000);
  return ended(next, {
    id: snap.call,
    version: snap.version,
    server: "ended",
    reason: SAFETY.test(call.reason ?? "") ? call.reason : (snap.reason ?? "completed"),
    endedBy: snap.ended_by ?? null,
    seconds,
  });
}

/** @param {CallView} call @param {number} now */
function secondsOf(call, now) {
  if (call.seconds !== null || call.since === null) return call.seconds;
  return Math.max(0, Math.round((now - call.since) / 1000));
}

/** @param {State} state @param {Partial<CallView>} change @returns {State} */
function ended(state, change) {
  return withCall(state, { phase: "ended", until: null, mediaLink: "new", ...change });
}

/** @param {State} state @param {import("./protocol.js").ErrorMessage} error @param {number} now @returns {State} */
function refused(state, error, now) {
  const about = error.about ?? null;
  if (about !== null && SILENT.test(about) && !tooManyPages(error)) return state;
  const next = { ...state, error: Object.freeze({ code: error.code, message: error.message, about }) };
  const { call } = next;
  if (about === "start_call" && !isLive(call)) return { ...next, abandoned: null, error: state.error };
  if (about === "rejoin_call") return rejoinRefused(next, error);
  if (!isLive(call) || !concerns(call, about, error)) return next;
  const seconds = secondsOf(call, now);
  const marked = call.id === null ? next : markOver(next, call.id);
  return ended(marked, {
    reason: error.code === "call_not_found" ? "over" : error.code,
    endedBy: null,
    seconds,
  });
}

/** @param {{code: string, about?: string | null}} error */
const tooManyPages = ({ code, about }) => code === "rate_limited" && about === "hello";

/** Whether a refusal takes the call with it. @param {CallView} call @param {string | null} about @param {{call?: string | null}} error */
function concerns(call, about, error) {
  if (about === "start_call") return call.id === null;
  return (
    about === "accept_call" &&
    call.role === "callee" &&
    (error.call ?? call.id) === call.id &&
    call.server === null
  );
}

/** @param {State} state @param {import("./protocol.js").ErrorMessage} error @returns {State} */
function rejoinRefused(state, error) {
  const { call } = state;
  if (!isLive(call) || call.id === null || (error.call ?? call.id) !== call.id) return state;
  if (error.code === "call_not_found") return ended(markOver(state, call.id), { reason: "over" });
  if (error.code !== "seated_elsewhere") return state;
  return { ...letGo(state, call), error: null };
}
