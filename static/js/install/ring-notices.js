/**
 * A notification for each ring while no page of this browser is in view, closed when it stops ringing, wherever it was
 * answered, or when a page comes into view. The service worker shows them and brings back what is pressed.
 */

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {import("../call-state.js").RingView} RingView
 * @typedef {{
 *   tell(message: object): void,
 *   allowed(): boolean,
 *   looking(): Promise<boolean>,
 *   written(ring: RingView, inCall: boolean): {title: string, options: object},
 *   inCall(state: State): boolean,
 * }} Parts
 */

export class RingNotices {
  #parts;
  /** @type {State | null} */
  #state = null;
  /** Rings that were shown, also those whose notification the person put away. @type {Set<string>} */
  #shown = new Set();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** With every state, and whenever a page comes into view or leaves it. @param {State} state */
  async follow(state) {
    this.#state = state;
    const ringing = new Set(state.rings.map(({ call }) => call));
    for (const call of this.#shown) if (!ringing.has(call)) this.#close(call);
    if (ringing.size === 0 || !this.#parts.allowed()) return;
    const looking = await this.#parts.looking();
    if (this.#state !== state) return; // a later one was faster
    if (looking) for (const call of this.#shown) this.#close(call);
    else for (const ring of state.rings) this.#show(ring, this.#parts.inCall(state));
  }

  /** This page came into view: no notification is needed any more, not even another page's. @param {State} state */
  seen(state) {
    for (const { call } of state.rings) this.#close(call);
  }

  close() {
    for (const call of this.#shown) this.#close(call);
  }

  /** @param {RingView} ring @param {boolean} inCall */
  #show(ring, inCall) {
    if (this.#shown.has(ring.call)) return;
    this.#shown.add(ring.call);
    const { title, options } = this.#parts.written(ring, inCall);
    const always = { tag: tagOf(ring.call), data: { call: ring.call }, requireInteraction: true };
    this.#parts.tell({ type: "ring", title, options: { ...options, ...always } });
  }

  /** @param {string} call */
  #close(call) {
    this.#shown.delete(call);
    this.#parts.tell({ type: "ring over", tag: tagOf(call) });
  }
}

/** Of several pages' notifications about one ring there is one. @param {string} call */
const tagOf = (call) => `ring ${call}`;

/**
 * Does what was pressed on a notification. Accepting there is the person's own press; but a page that was never touched
 * may not sound, so there the ring is shown with *Accept* under the finger instead.
 *
 * @param {{state: State, accept(call: string, media: import("../protocol.js").MediaKind): void, decline(call: string): void}} rings
 * @param {{action: string, call: string}} answer
 * @param {{touched: boolean, inCall: boolean, show(call: string): void}} page
 */
export function follow(rings, { action, call }, { touched, inCall, show }) {
  const ring = rings.state.rings.find((one) => one.call === call);
  if (!ring) return;
  if (action === "decline") rings.decline(call);
  else if (action === "accept" && touched && !inCall) rings.accept(call, ring.media);
  else show(call);
}
