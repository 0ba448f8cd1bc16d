/** Our ICE candidates on their way out: those that come within a moment go in one message, and can be said again. */

import { CANDIDATES_LIMIT } from "./protocol.js";

const BATCH_MS = 20;

export class CandidateBatches {
  #clock;
  #send;
  /** @type {RTCIceCandidateInit[]} */
  #unsent = [];
  /** @type {RTCIceCandidateInit[]} */
  #sent = [];
  /** @type {any} */
  #timer = null;

  /** @param {import("./clock.js").Clock} clock @param {(candidates: RTCIceCandidateInit[]) => void} send */
  constructor(clock, send) {
    this.#clock = clock;
    this.#send = send;
  }

  /** @param {RTCIceCandidateInit} candidate @param {{held?: boolean}} [how] `held`: until described() */
  add(candidate, { held = false } = {}) {
    this.#unsent.push(candidate);
    if (!held) this.#soon();
  }

  /**
   * A description leaves: what it names need not be sent. (Of what an ICE restart replaced the other side takes
   * nothing: each candidate says whose it is by its usernameFragment.)
   * @param {string} sdp
   */
  described(sdp) {
    this.#sent = [];
    this.#unsent = this.#unsent.filter(({ candidate }) => !sdp.includes(addressOf(candidate)));
    if (this.#unsent.length > 0) this.#soon();
  }

  clear() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#unsent = [];
    this.#sent = [];
  }

  /** Those that did not go with the description: whoever has taken it already takes nothing from its repetition. */
  repeat() {
    this.#unsent.unshift(...this.#sent.splice(0));
    this.#soon();
  }

  #soon() {
    this.#timer ??= this.#clock.setTimeout(() => this.#flush(), BATCH_MS);
  }

  #flush() {
    this.#timer = null;
    this.#sent.push(...this.#unsent);
    while (this.#unsent.length > 0) this.#send(this.#unsent.splice(0, CANDIDATES_LIMIT));
  }
}

/** From the foundation to the port; what follows may be written in another order. @param {string} [candidate] (RFC 8839, 5.1) */
function addressOf(candidate = "") {
  return candidate.split(" ", 6).join(" ");
}
