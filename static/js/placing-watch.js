/** Says when a call that was placed has still not reached the server: nobody waits at *Calling…* for ever. */

import { PLACING_MS } from "./intents.js";

export class PlacingWatch {
  #clock;
  #gaveUp;
  /** @type {any} */
  #timer = null;

  /** @param {import("./clock.js").Clock} clock @param {() => void} gaveUp called once for each such call */
  constructor(clock, gaveUp) {
    this.#clock = clock;
    this.#gaveUp = gaveUp;
  }

  /** @param {boolean} placing whether a call waits for the server to name it */
  follow(placing) {
    if (!placing) this.close();
    else this.#timer ??= this.#clock.setTimeout(this.#gaveUp, PLACING_MS);
  }

  close() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
