/** *An update is ready*: never by itself, and not during a call. */

import { byId, onPress, show } from "./dom.js";

/** @param {{ready(): boolean, update(): void}} site @returns {() => void} paints it anew */
export function mountUpdate(site) {
  const button = /** @type {HTMLButtonElement} */ (byId("update-do"));
  onPress(button, () => {
    button.disabled = true; // the page is loaded again in a moment
    site.update();
  });
  return () => show(byId("update"), site.ready());
}
