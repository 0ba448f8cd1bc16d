/** Notices that the machine has slept: far more time has passed than was waited for. */

const TICK_MS = 1_000;
/** A busy page may be late by a few seconds. */
const SLEPT_MS = 8_000;

export class Wake {
  #clock;
  #woke;
  #at = 0;
  /** @type {any} */
  #timer = null;

  /** @param {import("./clock.js").Clock} clock @param {() => void} woke called after each sleep */
  constructor(clock, woke) {
    this.#clock = clock;
    this.#woke = woke;
  }

  /** @param {boolean} wanted whether to watch for it */
  follow(wanted) {
    if (!wanted) this.close();
    else if (this.#timer === null) this.#wait();
  }

  close() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait() {
    this.#at = this.#clock.now();
    this.#timer = this.#clock.setTimeout(() => this.#tick(), TICK_MS);
  }

  #tick() {
    const slept = this.#clock.now() - this.#at > SLEPT_MS;
    this.#wait();
    if (slept) this.#woke();
  }
}
