/** Who listens to which kind of message; what comes before anybody does is held for them. */

import { Listeners } from "../listeners.js";

/** @typedef {import("./envelope.js").Message} Message */

/** So many are held. */
const LIMIT = 200;

export class Hearers {
  /** @type {Map<string, Listeners<[Message]>>} */
  #listeners = new Map();
  /** @type {Message[]} */
  held = [];

  /** @param {string} type @param {(message: any) => void} listener hears also what is held @returns {() => void} */
  on(type, listener) {
    const listeners = this.#listeners.get(type) ?? new Listeners();
    this.#listeners.set(type, listeners);
    const stop = listeners.add(listener);
    const held = this.held.filter((one) => one.type === type);
    this.held = this.held.filter((one) => one.type !== type);
    for (const message of held) listener(message);
    return stop;
  }

  /** @param {Message} message @returns {boolean} whether somebody heard it */
  hand(message) {
    const listeners = this.#listeners.get(message.type);
    if (listeners) listeners.tell(message);
    else this.held = [...this.held, message].slice(-LIMIT);
    return Boolean(listeners);
  }
}
