/**
 * What a person asked for while the line was bad, or just before it broke: kept until the server's words show
 * that it was heard, and sent again after each welcome. All of it is idempotent. Signals and reports are not
 * kept: they are made anew.
 */

/**
 * @typedef {import("./protocol.js").Request} Request
 * @typedef {import("./protocol.js").ServerMessage} ServerMessage
 * @typedef {import("./protocol.js").Snapshot} Snapshot
 */

/** A call is not placed, nor moved here, this long after the click: the person may have turned away. */
export const PLACING_MS = 20_000;

export class Intents {
  /** @type {{request: Request, at: number}[]} */
  #waiting = [];

  /** @param {Request} request @param {number} now */
  add(request, now) {
    this.#waiting = this.#waiting.filter((one) => !sameRequest(one.request, request));
    this.#waiting.push({ request, at: now });
  }

  /** @param {Request["channel"]} channel */
  withdraw(channel) {
    this.#waiting = this.#waiting.filter((one) => one.request.channel !== channel);
  }

  /** @param {ServerMessage} message */
  heard(message) {
    this.#waiting = this.#waiting.filter((one) => !settles(message, one.request));
  }

  /** What to send (again) after a welcome, oldest first. @param {number} now @returns {Request[]} */
  pending(now) {
    this.#waiting = this.#waiting.filter((one) => !isHasty(one.request) || now - one.at < PLACING_MS);
    return this.#waiting.map((one) => one.request);
  }
}

/** @param {Request} request */
function isHasty(request) {
  return request.channel === "start_call" || (request.channel === "rejoin_call" && request.move === true);
}

/** @param {Request} one @param {Request} other */
function sameRequest(one, other) {
  if (one.channel !== other.channel) return false;
  return one.channel === "start_call" || ("call" in other && one.call === other.call);
}

/**
 * Whether the message shows that the request was carried out, refused, or has become pointless.
 * @param {ServerMessage} message
 * @param {Request} request
 */
export function settles(message, request) {
  switch (message.channel) {
    case "call_state":
      return settledBy(message, request);
    case "welcome":
      return settledByWelcome(message.calls, request);
    case "error":
      return (
        message.about === request.channel &&
        (message.call == null || !("call" in request) || message.call === request.call)
      );
    default:
      return false;
  }
}

/** @param {Snapshot[]} calls @param {Request} request */
function settledByWelcome(calls, request) {
  if (calls.some((snap) => settledBy(snap, request))) return true;
  return request.channel !== "start_call" && !calls.some((snap) => snap.call === request.call);
}

/** @param {Snapshot} snap @param {Request} request @returns {boolean} */
function settledBy(snap, request) {
  if (request.channel === "start_call")
    return snap.seat === "here"
      ? samePerson(snap, request.to)
      : snap.state === "ended" && snap.role === "caller" && samePerson(snap, request.to);
  if (snap.call !== request.call) return false;
  if (snap.state === "ended") return true;
  switch (request.channel) {
    case "accept_call":
      return snap.state !== "ringing";
    case "decline_call":
      return snap.state !== "ringing";
    case "rejoin_call":
      return snap.seat === "here";
    case "hang_up":
      return false;
  }
}

/** @param {Snapshot} snap @param {string} username */
const samePerson = (snap, username) => snap.peer.username.toLowerCase() === username.toLowerCase();
