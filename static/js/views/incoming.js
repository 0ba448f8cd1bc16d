/**
 * Who is calling: a dialog over everything, on every page of the site. In a call it does not cover the
 * call's controls, and offers to hang up for it.
 *
 * The ring that is shown stays under the person's thumb until it is over; later ones are listed below it.
 */

import { isLive } from "../call-state.js";
import { byId, clone, onPress, paintAvatar, part, setAttribute, setName, setText, show } from "./dom.js";
import { keyed } from "./keyed.js";
import { blink } from "./title.js";
import { mediaNames, names, sayings } from "./words.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {import("../call-state.js").RingView} RingView
 * @typedef {import("../protocol.js").MediaKind} MediaKind
 * @typedef {{
 *   state: State,
 *   accept(call: string, media: MediaKind): void, decline(call: string): void,
 * }} Answering
 */

/**
 * @param {Answering} call
 * @returns {{draw(): void, showRing(ring: string): void}} draws the rings there are; shows one of them, *Accept* under the finger
 */
export function mountIncoming(call) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("incoming"));
  /** @type {RingView | null} */
  let shown = null;
  const answer = (/** @type {MediaKind} */ media) => shown && call.accept(shown.call, media);
  onPress(byId("ring-decline"), () => shown && call.decline(shown.call));
  onPress(byId("ring-voice"), () => answer("voice"));
  onPress(byId("ring-video"), () => answer("video"));
  onPress(byId("ring-switch"), () => shown && answer(shown.media));
  // Escape would hide a ring that goes on: it is answered or declined, by name.
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.preventDefault());
  // A phone's back gesture cannot be refused twice (HTML standard, close watchers): then it opens again.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => render(shown?.call ?? null));

  /** @param {string | null} chosen */
  function render(chosen) {
    const { rings } = call.state;
    shown = rings.find((ring) => ring.call === chosen) ?? rings[0] ?? null;
    blink(shown ? sayings.calling(shown.from.name) : "");
    if (!shown) return dialog.close();
    paint(dialog, shown, isLive(call.state.call));
    paintOthers(
      rings.filter((ring) => ring !== shown),
      choose,
    );
    open(dialog, !isLive(call.state.call));
  }

  /** @param {string} ring */
  function choose(ring) {
    render(ring);
    byId("incoming-name").focus();
  }

  /** @param {string} ring */
  function showRing(ring) {
    render(ring);
    if (shown) byId(isLive(call.state.call) ? "ring-switch" : `ring-${shown.media}`).focus();
  }

  return { draw: () => render(shown?.call ?? null), showRing };
}

/** @param {HTMLDialogElement} dialog @param {boolean} modal */
function open(dialog, modal) {
  if (dialog.open && dialog.matches(":modal") === modal) return;
  dialog.close();
  if (modal) return dialog.showModal();
  // show() moves the focus as showModal() does; in a call it stays where the person works.
  const focused = document.activeElement;
  dialog.show();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

/** @param {HTMLDialogElement} dialog @param {RingView} ring @param {boolean} inCall */
function paint(dialog, ring, inCall) {
  setName(dialog, names.incoming(ring.from.name));
  paintAvatar(part(dialog, "avatar"), ring.from);
  setText(byId("incoming-name"), ring.from.name);
  setText(byId("incoming-media"), mediaNames[ring.media]);
  setAttribute(dialog, "data-media", ring.media);
  show(byId("ring-voice"), !inCall);
  show(byId("ring-video"), !inCall);
  show(byId("ring-switch"), inCall);
}

/** @param {RingView[]} others @param {(call: string) => void} choose */
function paintOthers(others, choose) {
  const box = byId("incoming-others");
  show(box, others.length > 0);
  keyed(part(box, "list"), others, {
    key: (ring) => ring.call,
    make: (ring) => made(ring, choose),
    update: (row, ring) => setText(part(row, "line"), mediaNames[ring.media]),
  });
}

/** @param {RingView} ring @param {(call: string) => void} choose */
function made(ring, choose) {
  const row = clone("other-ring");
  paintAvatar(part(row, "avatar"), ring.from);
  setText(part(row, "name"), ring.from.name);
  setName(part(row, "show"), names.answerOther(ring.from.name));
  onPress(part(row, "show"), () => choose(ring.call));
  return row;
}
