/**
 * Incoming calls on a page that is not the live one: it rings, declines here, and accepts by going there.
 */

import { initial, reduce } from "./call-state.js";
import { realClock } from "./clock.js";
import { Listeners } from "./listeners.js";
import { RingWatch } from "./ring-watch.js";

/**
 * @typedef {import("./call-state.js").State} State
 * @typedef {{
 *   signalling: import("./signalling.js").Signalling,
 *   sounds: {update(state: State): void, enabled: boolean, close(): void},
 *   page: Pick<import("./page.js").Page, "acceptOnLivePage">,
 *   clock?: import("./clock.js").Clock,
 * }} Parts
 */

/** The part of Call that the incoming-call dialog uses. */
export class Ringing {
  #parts;
  #clock;
  #state = initial;
  #closed = false;
  #rings;
  /** @type {Listeners<[State]>} */
  #subscribers = new Listeners();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? realClock;
    this.#rings = new RingWatch(this.#clock, () =>
      this.#dispatch({ type: "expire", now: this.#clock.now() }),
    );
    parts.signalling.onmessage = (message) =>
      this.#dispatch({ type: "message", message, now: this.#clock.now() });
    parts.signalling.onlink = (status, retryAt) =>
      this.#dispatch({ type: "link", status, retryAt, now: this.#clock.now() });
  }

  get state() {
    return this.#state;
  }

  /** @param {(state: State) => void} listener @returns {() => void} */
  subscribe(listener) {
    listener(this.#state);
    return this.#subscribers.add(listener);
  }

  /** @param {string} call @param {import("./protocol.js").MediaKind} media */
  accept(call, media) {
    if (this.#state.rings.some((ring) => ring.call === call)) this.#parts.page.acceptOnLivePage(call, media);
  }

  /** @param {string} call */
  decline(call) {
    if (!this.#state.rings.some((ring) => ring.call === call)) return;
    this.#dispatch({ type: "decline", call });
    this.#parts.signalling.request({ channel: "decline_call", call });
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#rings.close();
    this.#parts.signalling.close();
    this.#parts.sounds.close();
  }

  /** @param {import("./call-state.js").Event} event */
  #dispatch(event) {
    const before = this.#state;
    this.#state = reduce(before, event);
    if (this.#closed || this.#state === before) return;
    if (before.rings !== this.#state.rings) this.#rings.follow(this.#state.rings);
    this.#parts.sounds.update(this.#state);
    this.#subscribers.tell(this.#state);
  }
}
