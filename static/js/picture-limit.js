/** Looks once a second at how much room a connection has, and limits its picture by that (bandwidth.js). */

import { after, STEPS, wholePicture } from "./bandwidth.js";

const EVERY_MS = 1_000;
/** The browser begins with a careful guess: not before it has measured. */
const SETTLE_MS = 4_000;

export class PictureLimit {
  #options;
  #room = wholePicture;
  /** @type {any} */
  #timer = null;
  #closed = false;

  /**
   * @param {{
   *   clock: import("./clock.js").Clock,
   *   sample: () => Promise<import("./bandwidth.js").Sample | null>,
   *   apply: (step: import("./bandwidth.js").Step) => void,
   *   onpaused: (paused: boolean) => void,
   * }} options `apply` is called when the step changes, `onpaused` when the picture goes off or comes back
   */
  constructor(options) {
    this.#options = options;
  }

  /** Media flows. */
  start() {
    if (this.#timer === null) this.#wait(SETTLE_MS);
  }

  close() {
    this.#closed = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  /** @param {number} ms */
  #wait(ms) {
    this.#timer = this.#options.clock.setTimeout(() => void this.#look(), ms);
  }

  async #look() {
    const sample = await this.#options.sample();
    if (this.#closed) return;
    if (sample) this.#take(after(this.#room, sample));
    this.#wait(EVERY_MS);
  }

  /** @param {import("./bandwidth.js").Room} room */
  #take(room) {
    const [before, now] = [STEPS[this.#room.step], STEPS[room.step]];
    this.#room = room;
    if (now === before) return;
    this.#options.apply(now);
    if (now.active !== before.active) this.#options.onpaused(!now.active);
  }
}
