/**
 * How one's descriptions and candidates leave: nothing before release(), candidates gathered by then in the description,
 * later ones beside it, and all of it again where it may have been lost.
 */

import { CandidateBatches } from "./candidates.js";
import { withResilientOpus } from "./opus.js";

/** An offer unanswered for so long was lost, or its answer. */
const WATCHDOG_MS = 5_000;

export class Announcing {
  #connection;
  #options;
  #candidates;
  /** The callee has not accepted yet. */
  #held = true;
  /** There is something to say. */
  #ready = false;
  #closed = false;
  /** @type {any} */
  #watchdog = null;
  /** Counts our offers; an answer repeats its offer's number, so that a late one is not taken for another's. */
  number = 0;
  /** Of the other side's offer that we answered last. @type {number | undefined} */
  answered;
  /** What goes with our descriptions for the safety code (safety/epoch-safety.js). @type {{commitment?: string, nonce?: string}} */
  safety = {};

  /**
   * @param {RTCPeerConnection} connection
   * @param {{
   *   clock: import("./clock.js").Clock,
   *   send: import("./peer-options.js").PeerOptions["send"],
   *   music?: import("./peer-options.js").PeerOptions["music"],
   *   onunanswered: () => void,
   * }} options
   */
  constructor(connection, options) {
    this.#connection = connection;
    this.#options = options;
    this.#candidates = new CandidateBatches(options.clock, (candidates) => options.send({ candidates }));
  }

  /** From now on the other side may hear us: what was prepared leaves at once. */
  release() {
    if (!this.#held) return;
    this.#held = false;
    if (this.#ready) this.described();
  }

  /** There is a description, with the candidates gathered so far in it. */
  described() {
    this.#ready = true;
    if (this.#held || this.#closed) return;
    this.#candidates.described(this.#connection.localDescription?.sdp ?? "");
    this.#announce();
  }

  /** An offer was answered, so the other side hears us already. @param {number | undefined} number the offer's */
  answering(number) {
    this.answered = number;
    this.#held = false;
    this.described();
  }

  /** Says again what may have been lost. */
  repeat() {
    if (this.#held || this.#closed) return;
    this.#announce();
    this.#candidates.repeat();
  }

  /** @param {RTCIceCandidate | null} candidate */
  gathered(candidate) {
    if (candidate?.candidate) this.#candidates.add(candidate.toJSON(), { held: this.#held });
  }

  /** What was agreed on needs no answer any more. */
  settled() {
    this.#options.clock.clearTimeout(this.#watchdog);
  }

  /** Nothing leaves any more. */
  close() {
    this.#closed = true;
    this.#candidates.clear();
    this.settled();
  }

  #announce() {
    const local = this.#connection.localDescription;
    if (!local) return;
    const { send, music } = this.#options;
    const sdp = withResilientOpus(local.sdp, music?.());
    const { commitment, nonce } = this.safety;
    if (local.type !== "offer")
      return send({ answer: { type: "answer", sdp, number: this.answered, nonce } });
    send({ offer: { type: "offer", sdp, number: this.number, commitment } });
    this.settled();
    this.#watchdog = this.#options.clock.setTimeout(this.#options.onunanswered, WATCHDOG_MS);
  }
}
