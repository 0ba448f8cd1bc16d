/** Our ICE candidates on their way out: those that come within a moment go in one message. */

import { CANDIDATES_LIMIT } from "./protocol.js";

const BATCH_MS = 20;

export class CandidateBatches {
  #clock;
  #send;
  /** @type {RTCIceCandidateInit[]} */
  #unsent = [];
  /** @type {any} */
  #timer = null;

  /** @param {import("./clock.js").Clock} clock @param {(candidates: RTCIceCandidateInit[]) => void} send */
  constructor(clock, send) {
    this.#clock = clock;
    this.#send = send;
  }

  /** @param {RTCIceCandidateInit} candidate */
  add(candidate) {
    this.#unsent.push(candidate);
    this.#timer ??= this.#clock.setTimeout(() => this.#flush(), BATCH_MS);
  }

  /** Those so far went with the description. */
  clear() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#unsent = [];
  }

  #flush() {
    this.#timer = null;
    while (this.#unsent.length > 0) this.#send(this.#unsent.splice(0, CANDIDATES_LIMIT));
  }
}
