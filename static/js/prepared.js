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
  /** Rings for which it was asked whether to prepare, and from which device they came. @type {Map<string, string>} */
  #asked = new Map();
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
    for (const [call, device] of this.#asked) {
      if (call === accepted || rings.some((ring) => ring.call === call && ring.device === device)) continue;
      this.#asked.delete(call);
      this.take(call)?.close();
    }
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
    this.#asked.set(ring.call, ring.device);
    if (!(await this.#granted(ring.media))) return;
    if (!this.#rings.includes(ring) || this.#connections.size >= LIMIT) return;
    this.#connections.set(ring.call, this.#make(ring));
  }
}
