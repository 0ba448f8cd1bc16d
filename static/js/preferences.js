/** How the person of this browser wants to be seen and heard (device-choice.js), kept from call to call. */

import { choiceFrom } from "./device-choice.js";
import { Listeners } from "./listeners.js";

/** @typedef {import("./device-choice.js").Choice} Choice */

const KEPT = "videocall.media";

export class Preferences {
  #storage;
  #value;
  /** @type {Listeners<[Choice]>} */
  #listeners = new Listeners();

  /** @param {Pick<Storage, "getItem" | "setItem">} [storage] */
  constructor(storage = localStorage) {
    this.#storage = storage;
    this.#value = choiceFrom(this.#read());
  }

  /** @returns {Choice} */
  get value() {
    return this.#value;
  }

  /** @param {Partial<Choice>} change */
  set(change) {
    this.#value = choiceFrom({ ...this.#value, ...change });
    try {
      this.#storage.setItem(KEPT, JSON.stringify(this.#value));
    } catch {
      // Storage is blocked or full: it holds until the page goes.
    }
    this.#listeners.tell(this.#value);
  }

  /** @param {(choice: Choice) => void} listener @returns {() => void} stops it */
  onchange(listener) {
    return this.#listeners.add(listener);
  }

  #read() {
    try {
      return JSON.parse(this.#storage.getItem(KEPT) ?? "null");
    } catch {
      return null; // blocked storage, or somebody else's value
    }
  }
}
