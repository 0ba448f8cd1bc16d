/** A panel: beside a call it leaves the call's controls free, without one it lies over the page. */

import { byId, onPress } from "./dom.js";

/** @param {string} id @param {() => void} [onclose] @returns {HTMLDialogElement} with its close button and Escape at work */
export function mountPanel(id, onclose = () => {}) {
  const panel = /** @type {HTMLDialogElement} */ (byId(id));
  onPress(byId(`${id}-close`), () => panel.close());
  panel.addEventListener("keydown", (event) => event.key === "Escape" && panel.close());
  panel.addEventListener("close", () => {
    onclose();
    focusBack();
  });
  return panel;
}

/** @param {HTMLDialogElement} panel @param {boolean} inCall */
export function openPanel(panel, inCall) {
  if (!panel.open) {
    for (const other of document.getElementsByTagName("dialog"))
      if (other.matches(".panel[open]")) other.close();
    if (inCall) panel.show();
    else panel.showModal();
  }
  byId(`${panel.id}-title`).focus();
}

/** The menu it was opened from is closed by now. */
function focusBack() {
  const focused = document.activeElement;
  if (focused && focused !== document.body && focused.checkVisibility()) return;
  const places = ["more", "account-button"].map(byId);
  places.find((place) => place.checkVisibility())?.focus({ preventScroll: true });
}
