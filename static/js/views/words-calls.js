/**
 * What the page says of a call: where it stands, what became of it. Pure.
 *
 * The status line's words are a contract with programs that watch the page: calling, ringing, connecting,
 * connected, reconnecting, declined, no answer, busy, cancelled, ended, could not connect, connection lost.
 * They stay in lower case; the style sheet raises the first letter.
 */

import { gettext } from "../gettext.js";
import { spoken } from "./times.js";
import { mediaNames, names } from "./words.js";
import { endedOtherwise, neverConnected } from "./words-ended.js";

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
  if (ring) return gettext("{name} is calling", { name: ring.from.name });
  return state.seatedElsewhere ? elsewhereStatus(state.seatedElsewhere) : gettext("not in a call");
}

/** @param {import("../call-state.js").ElsewhereView} there */
function elsewhereStatus({ peer, online }) {
  const { name } = peer;
  return online
    ? gettext("you are in a call with {name} on another page", { name })
    : gettext("you left a call with {name}", { name });
}

/** @param {CallView} call */
function liveStatus(call) {
  switch (call.phase) {
    case "preparing":
    case "calling":
      return gettext("calling…");
    case "ringing":
      return gettext("ringing…");
    case "connecting":
      return gettext("connecting…");
    case "reconnecting":
      return call.move === "here" ? gettext("moving the call here, connecting…") : gettext("reconnecting…");
    default:
      return gettext("connected");
  }
}

/** What the other one has switched off, or stands in the way of the picture. @param {CallView} call */
export function peerNote(call) {
  if (call.phase === "reconnecting" && call.peer.moving)
    return gettext("{name} is moving to another device", { name: call.peer.name });
  if (call.phase !== "connected") return "";
  if (call.move === "away") return gettext("moving to your other device…");
  const { name, audio, video, paused } = call.peer;
  if (paused && video) return gettext("Poor connection: {name}’s picture is paused, sound goes on", { name });
  if (call.paused && !call.cameraOff)
    return gettext("Poor connection: your picture is paused, sound goes on");
  const silent = !audio ? gettext("{name}’s microphone is off", { name }) : "";
  const dark = call.media === "video" && !video ? gettext("{name}’s camera is off", { name }) : "";
  if (silent && dark) return gettext("{name}’s microphone and camera are off", { name });
  return silent || dark;
}

/** Under the name while it rings out. @param {CallView} call @param {State} state */
export function outgoingHint(call, state) {
  const offline = (state.presence[call.peer.username] ?? "offline") === "offline";
  if (call.phase === "calling" && offline)
    return gettext("No page of theirs is open: they will see a missed call.");
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
    return call.reason === "cancelled"
      ? gettext("call cancelled before your answer arrived")
      : gettext("call ended before your answer arrived");
  /** @type {Record<string, string>} */
  const said = {
    completed:
      call.seconds === null
        ? gettext("call ended")
        : gettext("call ended · {length}", { length: spoken(call.seconds) }),
    cancelled: gettext("call cancelled"),
    declined: gettext("{name} declined", { name }),
    missed: gettext("no answer from {name}", { name }),
    busy: gettext("{name} is busy in another call", { name }),
    failed: call.endedBy ? gettext("call ended before it connected") : gettext("could not connect"),
    lost: gettext("connection lost"),
    not_sent: gettext("could not connect to the server"),
  };
  return said[call.reason ?? ""] ?? gettext("call ended");
}

/** What happened, and why, on the page that follows a call. @param {CallView} call @returns {Said} */
export function outcome(call) {
  const { name } = call.peer;
  if (answeredTooLate(call))
    return {
      title: gettext("Missed call from {name}", { name }),
      detail: gettext("It was over before your answer arrived."),
    };
  switch (call.reason) {
    case "completed":
      return {
        title:
          call.seconds === null
            ? gettext("Call ended")
            : gettext("Call ended · {length}", { length: spoken(call.seconds) }),
        detail: gettext("You talked with {name}.", { name }),
      };
    case "cancelled":
      return {
        title: gettext("Call cancelled"),
        detail: call.id
          ? gettext("{name} sees a missed call from you.", { name })
          : gettext("You cancelled before it began to ring."),
      };
    case "declined":
      return {
        title: gettext("{name} declined", { name }),
        detail: gettext("They saw your call and cannot talk now."),
      };
    case "missed":
      return {
        title: gettext("{name} did not answer", { name }),
        detail: gettext("They see a missed call from you."),
      };
    case "busy":
      return {
        title: gettext("{name} is in another call", { name }),
        detail: gettext("They see that you called. Try again in a while."),
      };
    case "failed":
      return call.endedBy
        ? {
            title: gettext("Call ended"),
            detail: gettext("It was hung up before picture and sound came through."),
          }
        : neverConnected(name);
    case "lost":
      return {
        title: gettext("The connection was lost"),
        detail: gettext(
          "Picture and sound to {name} did not come back. Check that this device is online, then call again.",
          { name },
        ),
      };
    default:
      return endedOtherwise(call);
  }
}

/** @param {import("../history.js").PastCall} call */
export function pastCall(call) {
  const length = call.seconds === null ? "" : ` · ${spoken(call.seconds)}`;
  return `${pastOutcome(call)}${length}`;
}

/** @param {import("../history.js").PastCall} call */
function pastOutcome(call) {
  const { direction, outcome: ended, missed } = call;
  if (missed) return call.media === "video" ? gettext("Missed video call") : gettext("Missed voice call");
  if (ended === "completed" || (call.seconds !== null && ended !== "lost"))
    return direction === "outgoing" ? gettext("You called") : gettext("They called");
  /** @type {Record<string, string>} */
  const said = {
    declined: direction === "outgoing" ? gettext("Declined") : gettext("You declined"),
    cancelled: gettext("You cancelled"),
    missed: gettext("No answer"),
    busy: gettext("Was busy"),
    failed: gettext("Could not connect"),
    lost: gettext("Connection lost"),
    session_ended: gettext("Ended by a sign-out"),
    removed_by_admin: gettext("Ended by whoever runs this site"),
  };
  return said[ended] ?? gettext("Ended");
}
