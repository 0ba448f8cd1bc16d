/**
 * Incoming calls on a page that is not the live one: it rings, declines here, and accepts by going there.
 */

import { realClock } from "./clock.js";
import { PageState } from "./page-state.js";
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
  #closed = false;
  #rings;
  #pageState;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const clock = parts.clock ?? realClock;
    this.#pageState = new PageState({ clock, follow: (after, before) => this.#follow(after, before) });
    this.#rings = new RingWatch(clock, () => this.#pageState.dispatch({ type: "expire", now: clock.now() }));
    this.#pageState.listen(parts.signalling);
  }

  get state() {
    return this.#pageState.value;
  }

  /** @param {(state: State) => void} listener @returns {() => void} */
  subscribe(listener) {
    return this.#pageState.subscribe(listener);
  }

  /** @param {string} call @param {import("./protocol.js").MediaKind} media */
  accept(call, media) {
    if (this.state.rings.some((ring) => ring.call === call)) this.#parts.page.acceptOnLivePage(call, media);
  }

  /** @param {string} call */
  decline(call) {
    if (!this.state.rings.some((ring) => ring.call === call)) return;
    this.#pageState.dispatch({ type: "decline", call });
    this.#parts.signalling.request({ channel: "decline_call", call });
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#pageState.close();
    this.#rings.close();
    this.#parts.signalling.close();
    this.#parts.sounds.close();
  }

  /** @param {State} after @param {State} before */
  #follow(after, before) {
    if (before.rings !== after.rings) this.#rings.follow(after.rings);
    this.#parts.sounds.update(after);
  }
}
