/**
 * Connections made while it rings here, so that the offer leaves right behind the answer. Only where camera or
 * microphone were allowed before: otherwise the browser hides the addresses (RFC 8828), and gathering ahead is of no use.
 */

/**
 * @typedef {import("./connection.js").Connection} Connection
 * @typedef {import("./call-state.js").RingView} RingView
 */

/** So many rings are prepared for. */
const LIMIT = 2;

export class Prepared {
  #granted;
  #make;
  /** @type {readonly RingView[]} */
  #rings = [];
  /** Rings for which it was asked whether to prepare. @type {Set<string>} */
  #asked = new Set();
  /** @type {Map<string, Connection>} */
  #connections = new Map();

  /**
   * @param {{granted: (media: import("./protocol.js").MediaKind) => Promise<boolean>, make: (ring: RingView) => Connection}} options
   */
  constructor({ granted, make }) {
    this.#granted = granted;
    this.#make = make;
  }

  /** @param {readonly RingView[]} rings @param {string | null} accepted the call that is just being answered */
  follow(rings, accepted) {
    this.#rings = rings;
    const ringing = new Set(rings.map((ring) => ring.call));
    for (const [call, connection] of this.#connections) {
      if (ringing.has(call) || call === accepted) continue;
      connection.close();
      this.#connections.delete(call);
    }
    for (const call of this.#asked) if (!ringing.has(call)) this.#asked.delete(call);
    for (const ring of rings) if (!this.#asked.has(ring.call)) void this.#prepare(ring);
  }

  /** The connection for this call, if there is one; from now on it is the taker's. @param {string} call */
  take(call) {
    const connection = this.#connections.get(call);
    this.#connections.delete(call);
    return connection;
  }

  close() {
    this.follow([], null);
  }

  /** @param {RingView} ring */
  async #prepare(ring) {
    this.#asked.add(ring.call);
    if (!(await this.#granted(ring.media))) return;
    if (!this.#rings.includes(ring) || this.#connections.size >= LIMIT) return;
    this.#connections.set(ring.call, this.#make(ring));
  }
}
