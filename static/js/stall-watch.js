/** Looks whether media really comes in: the bytes received have to grow while any are expected. */

const LOOK_MS = 250;
/** Media is expected, and nothing has come for so long. */
const STALL_MS = 1_000;

export class StallWatch {
  #options;
  #clock;
  #bytes = 0;
  #grewAt = 0;
  #closed = false;
  /** @type {any} */
  #timer = null;

  /**
   * @param {{
   *   clock: import("./clock.js").Clock,
   *   bytes: () => Promise<number>,
   *   expected: () => boolean,
   *   onflow: () => void,
   *   onstall: () => void,
   * }} options `bytes` received so far; `onflow` and `onstall` are told at every look
   */
  constructor(options) {
    this.#options = options;
    this.#clock = options.clock;
  }

  get stalled() {
    return this.#timer !== null && this.#clock.now() - this.#grewAt > STALL_MS;
  }

  /** Media may flow from now on. */
  start() {
    this.#grewAt = this.#clock.now();
    if (this.#timer === null) this.#wait();
  }

  close() {
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
  }

  #wait() {
    this.#timer = this.#clock.setTimeout(() => void this.#look(), LOOK_MS);
  }

  async #look() {
    const bytes = await this.#options.bytes();
    if (this.#closed) return;
    if (bytes > this.#bytes || !this.#options.expected()) this.#flows();
    this.#bytes = bytes;
    if (this.stalled) this.#options.onstall();
    this.#wait();
  }

  #flows() {
    this.#grewAt = this.#clock.now();
    this.#options.onflow();
  }
}
