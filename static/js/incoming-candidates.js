/** The other side's ICE candidates: those that overtake their description are kept for it. */

import { note } from "./log.js";

export class IncomingCandidates {
  #connection;
  #isNoLoss;
  /** @type {RTCIceCandidateInit[]} */
  #early = [];

  /** @param {RTCPeerConnection} connection @param {() => boolean} isNoLoss whether one that is not taken matters to nobody */
  constructor(connection, isNoLoss) {
    this.#connection = connection;
    this.#isNoLoss = isNoLoss;
  }

  /** @param {(RTCIceCandidateInit | null)[]} candidates */
  async take(candidates) {
    this.#early.push(...candidates.filter((one) => one !== null));
    if (this.#connection.remoteDescription) await this.add();
  }

  /** Adds those that were waiting for a description. */
  async add() {
    await Promise.all(this.#early.splice(0).map((one) => this.#add(one)));
  }

  /** @param {RTCIceCandidateInit} candidate */
  async #add(candidate) {
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      // One of an offer we ignored, or of a generation that is gone: no loss.
      if (!this.#isNoLoss()) note("peer: a candidate was not taken", error);
    }
  }
}
