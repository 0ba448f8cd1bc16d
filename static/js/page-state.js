/**
 * The page's state (call-state.js) through its life: hears the socket, takes events one by one, and tells those who
 * want to know. What has to go along with a change is told of it before any view.
 */

import { initial, reduce } from "./call-state.js";
import { Listeners } from "./listeners.js";

/**
 * @typedef {import("./call-state.js").State} State
 * @typedef {import("./call-state.js").Event} Event
 * @typedef {import("./protocol.js").ServerMessage} ServerMessage
 */

export class PageState {
  #value = initial;
  #closed = false;
  #clock;
  #follow;
  /** @type {Listeners<[State]>} */
  #subscribers = new Listeners();

  /**
   * @param {{clock: import("./clock.js").Clock, follow: (after: State, before: State) => void}} options
   *   follow: what keeps the page's other parts in line with the state
   */
  constructor({ clock, follow }) {
    this.#clock = clock;
    this.#follow = follow;
  }

  get value() {
    return this.#value;
  }

  /**
   * From now on the socket is heard.
   * @param {Pick<import("./signalling.js").Signalling, "onmessage" | "onlink">} signalling
   * @param {(message: ServerMessage) => void} [receive] where the messages go, if not straight into the state
   */
  listen(signalling, receive = (message) => this.hear(message)) {
    signalling.onmessage = receive;
    signalling.onlink = (status, retryAt) =>
      this.dispatch({ type: "link", status, retryAt, now: this.#clock.now() });
  }

  /** @param {ServerMessage} message */
  hear(message) {
    this.dispatch({ type: "message", message, now: this.#clock.now() });
  }

  /** @param {Event} event */
  dispatch(event) {
    const before = this.#value;
    this.#value = reduce(before, event);
    if (this.#closed || this.#value === before) return;
    this.#follow(this.#value, before);
    this.#subscribers.tell(this.#value);
  }

  /** Called at once with the present state, and after every change. @param {(state: State) => void} listener @returns {() => void} stops it */
  subscribe(listener) {
    listener(this.#value);
    return this.#subscribers.add(listener);
  }

  /** Nobody is told of anything any more. */
  close() {
    this.#closed = true;
  }
}
