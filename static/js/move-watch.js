/** Says when a call that moves to another device of mine has still not arrived there: it then stays here. */

const PATIENCE_MS = 15_000;

export class MoveWatch {
  #clock;
  #takeBack;
  /** @type {any} */
  #timer = null;

  /** @param {import("./clock.js").Clock} clock @param {() => void} takeBack called once for each such move */
  constructor(clock, takeBack) {
    this.#clock = clock;
    this.#takeBack = takeBack;
  }

  /** @param {boolean} leaving whether the call is on its way to another device */
  follow(leaving) {
    if (!leaving) this.close();
    else this.#timer ??= this.#clock.setTimeout(this.#takeBack, PATIENCE_MS);
  }

  close() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
