/** The sheet of keys, and the switch that turns them off. Loaded when it is opened. */

import { SHORTCUTS } from "../shortcuts.js";
import { byId, part } from "./dom.js";
import { mountPanel, openPanel } from "./panel.js";
import { keyNames, keyWords } from "./words-keys.js";

/** @type {HTMLDialogElement | null} */
let sheet = null;

/** @param {import("../devices.js").Devices} devices @param {boolean} inCall */
export function openKeySheet(devices, inCall) {
  const on = /** @type {HTMLInputElement} */ (byId("keys-on"));
  sheet ??= mount(on, devices);
  on.checked = devices.choice.keys;
  byId("keys-list").replaceChildren(...SHORTCUTS.flatMap(rowOf), row(keyNames.space, keyWords.talk));
  openPanel(sheet, inCall);
}

/** @param {HTMLInputElement} on @param {import("../devices.js").Devices} devices */
function mount(on, devices) {
  on.addEventListener("change", () => void devices.set({ keys: on.checked }));
  return mountPanel("keys");
}

/** @param {import("../shortcuts.js").Shortcut} shortcut */
function rowOf({ key, presses: [first] }) {
  const words = keyWords[first];
  return words && document.getElementById(first) ? [row(key, words)] : [];
}

/** @param {string} key @param {string} words */
function row(key, words) {
  const line = /** @type {HTMLTemplateElement} */ (byId("key-row")).content.cloneNode(true);
  const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (line).firstElementChild);
  part(item, "key").textContent =
    key.length === 1 ? key.toUpperCase() : key.replace(/\+(.)/, (_, letter) => ` + ${letter.toUpperCase()}`);
  part(item, "words").textContent = words;
  return item;
}
