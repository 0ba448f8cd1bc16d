/** The choice of light for a ring, on the profile page, and a look at it. */

import { flashes, keepFlashing, SHAKE, SWELL_MS } from "../flash.js";
import { byId, onPress } from "./dom.js";
import { lit } from "./flash.js";

const SHOWN_MS = 3 * SWELL_MS;

export function mountFlashChoice() {
  const box = /** @type {HTMLInputElement} */ (byId("set-flash"));
  box.checked = flashes();
  box.disabled = false;
  box.addEventListener("change", () => keepFlashing(box.checked));
  /** @type {HTMLElement | null} */
  let shown = null;
  onPress(byId("try-flash"), () => {
    if (shown) return;
    shown = lit("page");
    navigator.vibrate?.(SHAKE);
    setTimeout(() => {
      shown?.remove();
      shown = null;
    }, SHOWN_MS);
  });
}
