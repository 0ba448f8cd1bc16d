/** Buttons that copy what a field of the page holds: data-copy names the field. */

import { byId, onPress, setText, show } from "./dom.js";

const SAID_MS = 2_000;

export function mountCopying() {
  for (const button of document.querySelectorAll("[data-copy]"))
    mountOne(/** @type {HTMLElement} */ (button));
}

/** @param {HTMLElement} button */
function mountOne(button) {
  const field = /** @type {HTMLInputElement} */ (byId(button.dataset.copy ?? ""));
  const label = /** @type {HTMLElement} */ (button.lastElementChild);
  const name = label.textContent ?? "";
  show(button, true);
  onPress(button, async () => {
    field.select();
    // The clipboard is for secure pages, and may be refused: then what is to be copied is selected.
    const copied = await navigator.clipboard?.writeText(field.value).then(
      () => true,
      () => false,
    );
    if (copied) setText(label, label.dataset.said ?? name);
    setTimeout(() => setText(label, name), SAID_MS);
  });
}
