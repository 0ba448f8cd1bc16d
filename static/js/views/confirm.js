/** A question before something is lost. */

import { byId, setText } from "./dom.js";

/** @param {string} title @param {string} detail @param {string} yes the button's words @param {() => void} action */
export function confirm(title, detail, yes, action) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("confirm"));
  setText(byId("confirm-title"), title);
  setText(byId("confirm-detail"), detail);
  setText(byId("confirm-yes"), yes);
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && action(), { once: true });
  dialog.showModal();
}
