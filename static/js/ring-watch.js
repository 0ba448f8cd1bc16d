/** Says when a ring is past its deadline: its end may have been lost, or the line is down. */

/** A ring is shown this long past its deadline, for the server's own word to arrive. */
export const GRACE_MS = 2_000;

export class RingWatch {
  #clock;
  #expired;
  /** @type {any} */
  #timer = null;

  /** @param {import("./clock.js").Clock} clock @param {() => void} expired called again and again until they are gone */
  constructor(clock, expired) {
    this.#clock = clock;
    this.#expired = expired;
  }

  /** @param {readonly {until: number}[]} rings */
  follow(rings) {
    this.close();
    if (rings.length === 0) return;
    const first = Math.min(...rings.map((ring) => ring.until)) + GRACE_MS;
    this.#timer = this.#clock.setTimeout(this.#expired, Math.max(0, first - this.#clock.now()));
  }

  close() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
