/**
 * What the page says of a call: where it stands, what became of it. Pure.
 *
 * The status line's words are a contract with programs that watch the page: calling, ringing, connecting,
 * connected, reconnecting, declined, no answer, busy, cancelled, ended, could not connect, connection lost.
 * They stay in lower case; the style sheet raises the first letter.
 */

import { spoken } from "./times.js";
import { mediaNames, names } from "./words.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {import("../call-state.js").CallView} CallView
 * @typedef {import("./words.js").Said} Said
 */

/** How the status line begins, for those who hear it out of context. @param {State} state */
export function statusSubject(state) {
  return state.call ? `${names.region(state.call.peer.name)}: ` : "";
}

/** Where the call stands. @param {State} state @returns {string} */
export function status(state) {
  const { call } = state;
  if (call) return call.phase === "ended" ? endedStatus(call) : liveStatus(call);
  const ring = state.rings[0];
  if (ring) return `${ring.from.name} is calling`;
  return state.seatedElsewhere ? elsewhereStatus(state.seatedElsewhere) : "not in a call";
}

/** @param {import("../call-state.js").ElsewhereView} there */
function elsewhereStatus({ peer, online }) {
  return online ? `you are in a call with ${peer.name} on another page` : `you left a call with ${peer.name}`;
}

/** @param {CallView} call */
function liveStatus(call) {
  switch (call.phase) {
    case "preparing":
    case "calling":
      return "calling…";
    case "ringing":
      return "ringing…";
    case "connecting":
      return "connecting…";
    case "reconnecting":
      return call.move === "here" ? "moving the call here, connecting…" : "reconnecting…";
    default:
      return "connected";
  }
}

/** What the other one has switched off, or stands in the way of the picture. @param {CallView} call */
export function peerNote(call) {
  if (call.phase === "reconnecting" && call.peer.moving)
    return `${call.peer.name} is moving to another device`;
  if (call.phase !== "connected") return "";
  if (call.move === "away") return "moving to your other device…";
  const { name, audio, video, paused } = call.peer;
  if (paused && video) return `Poor connection: ${name}’s picture is paused, sound goes on`;
  if (call.paused && !call.cameraOff) return "Poor connection: your picture is paused, sound goes on";
  const silent = !audio ? `${name}’s microphone is off` : "";
  const dark = call.media === "video" && !video ? `${name}’s camera is off` : "";
  if (silent && dark) return `${name}’s microphone and camera are off`;
  return silent || dark;
}

/** Under the name while it rings out. @param {CallView} call @param {State} state */
export function outgoingHint(call, state) {
  const offline = (state.presence[call.peer.username] ?? "offline") === "offline";
  if (call.phase === "calling" && offline) return "No page of theirs is open: they will see a missed call.";
  return mediaNames[call.media];
}

/** Whether the callee's own answer came when the ring was over. @param {CallView} call */
function answeredTooLate({ role, reason }) {
  return role === "callee" && (reason === "missed" || reason === "cancelled");
}

/** @param {CallView} call */
function endedStatus(call) {
  const { name } = call.peer;
  if (answeredTooLate(call))
    return `call ${call.reason === "cancelled" ? "cancelled" : "ended"} before your answer arrived`;
  /** @type {Record<string, string>} */
  const said = {
    completed: call.seconds === null ? "call ended" : `call ended · ${spoken(call.seconds)}`,
    cancelled: "call cancelled",
    declined: `${name} declined`,
    missed: `no answer from ${name}`,
    busy: `${name} is busy in another call`,
    failed: call.endedBy ? "call ended before it connected" : "could not connect",
    lost: "connection lost",
    not_sent: "could not connect to the server",
  };
  return said[call.reason ?? ""] ?? "call ended";
}

/** What happened, and why, on the page that follows a call. @param {CallView} call @returns {Said} */
export function outcome(call) {
  const { name } = call.peer;
  if (answeredTooLate(call))
    return { title: `Missed call from ${name}`, detail: "It was over before your answer arrived." };
  switch (call.reason) {
    case "completed":
      return {
        title: call.seconds === null ? "Call ended" : `Call ended · ${spoken(call.seconds)}`,
        detail: `You talked with ${name}.`,
      };
    case "cancelled":
      return {
        title: "Call cancelled",
        detail: call.id ? `${name} sees a missed call from you.` : "You cancelled before it began to ring.",
      };
    case "declined":
      return { title: `${name} declined`, detail: "They saw your call and cannot talk now." };
    case "missed":
      return { title: `${name} did not answer`, detail: "They see a missed call from you." };
    case "busy":
      return {
        title: `${name} is in another call`,
        detail: "They see that you called. Try again in a while.",
      };
    case "failed":
      return call.endedBy
        ? { title: "Call ended", detail: "It was hung up before picture and sound came through." }
        : neverConnected(name);
    case "lost":
      return {
        title: "The connection was lost",
        detail: `Picture and sound to ${name} did not come back. Check that this device is online, then call again.`,
      };
    default:
      return endedOtherwise(call);
  }
}

/** @param {string} name @returns {Said} */
function neverConnected(name) {
  return {
    title: "The call could not connect",
    detail: `No way was found between your network and ${name}’s; a firewall often blocks it. Call again, or try it from another network. If it stays so, tell whoever runs this site: it may need a TURN server.`,
  };
}

/** @param {CallView} call */
function signedOut({ endedBy, peer }) {
  if (endedBy === null) return "One of you was signed out.";
  return `${endedBy === "me" ? "You were" : `${peer.name} was`} signed out.`;
}

/** @param {CallView} call @returns {Said} */
function endedOtherwise(call) {
  const { name } = call.peer;
  /** @type {Record<string, Said>} */
  const said = {
    session_ended: { title: "Call ended", detail: signedOut(call) },
    removed_by_admin: { title: "Call ended", detail: "Whoever runs this site ended it." },
    over: { title: "Call ended", detail: "It ended while this page had no connection." },
    elsewhere: { title: "Answered on another page", detail: "The call goes on there." },
    not_sent: {
      title: "The call did not go out",
      detail: "The server did not answer. Check that this device is online, then call again.",
    },
    not_contact: {
      title: `${name} is not among your contacts`,
      detail: "You can call somebody once they have accepted your request.",
    },
    in_call: {
      title: "You are in a call already",
      detail: "Another page of yours has it. Hang up there first, then call again.",
    },
    rate_limited: { title: "Too many calls at once", detail: "Wait a minute, then call again." },
  };
  return said[call.reason ?? ""] ?? { title: "Call ended", detail: `The call with ${name} is over.` };
}

/** @param {import("../history.js").PastCall} call */
export function pastCall(call) {
  const length = call.seconds === null ? "" : ` · ${spoken(call.seconds)}`;
  return `${pastOutcome(call)}${length}`;
}

/** @param {import("../history.js").PastCall} call */
function pastOutcome(call) {
  const { direction, outcome: ended, missed } = call;
  if (missed) return `Missed ${call.media} call`;
  if (ended === "completed" || (call.seconds !== null && ended !== "lost"))
    return direction === "outgoing" ? `You called` : `They called`;
  /** @type {Record<string, string>} */
  const said = {
    declined: direction === "outgoing" ? "Declined" : "You declined",
    cancelled: "You cancelled",
    missed: "No answer",
    busy: "Was busy",
    failed: "Could not connect",
    lost: "Connection lost",
    session_ended: "Ended by a sign-out",
    removed_by_admin: "Ended by whoever runs this site",
  };
  return said[ended] ?? "Ended";
}
