/**
 * A call by the keyboard: single keys press the call's buttons, the space bar is held to talk while muted. Not while one
 * types, nor where another thing has the key; and all of it can be switched off (WCAG 2.2, 2.1.4).
 */

import { isLive } from "../call-state.js";
import { shortcutOf, TALK } from "../shortcuts.js";
import { byId, onPress } from "./dom.js";
import { load } from "./load.js";

const TYPING =
  "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])";
const PRESSABLE =
  "button, a[href], summary, label, input, select, textarea, [contenteditable], [tabindex='0']";

/** @param {import("../call.js").Call} call @param {import("../devices.js").Devices} devices */
export function mountKeys(call, devices) {
  let talking = false;

  /** @param {KeyboardEvent} event */
  function down(event) {
    if (!devices.choice.keys || event.defaultPrevented || event.isComposing || inside(event, TYPING)) return;
    if (event.key === TALK) return talk(event);
    const shortcut = event.repeat ? null : shortcutOf(event);
    const button = shortcut?.presses.map((id) => document.getElementById(id)).find(canBePressed);
    if (!button) return;
    event.preventDefault();
    talking = false;
    button.click();
  }

  /** @param {KeyboardEvent} event */
  function talk(event) {
    const now = call.state.call;
    if (!isLive(now) || inside(event, PRESSABLE) || !(talking || now.muted)) return;
    event.preventDefault(); // it would scroll
    if (talking || event.repeat) return;
    talking = true;
    call.setMuted(false);
  }

  function rest() {
    if (talking && isLive(call.state.call)) call.setMuted(true);
    talking = false;
  }

  document.addEventListener("keydown", down);
  document.addEventListener("keyup", (event) => event.key === TALK && rest());
  // Let go where nobody tells us of it: in another window, in another tab.
  addEventListener("blur", rest);
  document.addEventListener("visibilitychange", rest);
  for (const menu of ["call-menu", "account-menu"]) {
    onPress(byId(menu === "call-menu" ? "menu-keys" : "account-keys"), () => {
      byId(menu).hidePopover();
      void load(
        () => import("./key-sheet.js"),
        ({ openKeySheet }) => openKeySheet(devices, isLive(call.state.call)),
      );
    });
  }
}

/** @param {Event} event @param {string} selector */
function inside({ target }, selector) {
  return target instanceof Element && target.closest(selector) !== null;
}

/** To be seen, or in the call's menu, and not behind a dialog. @param {HTMLElement | null} button @returns {button is HTMLElement} */
function canBePressed(button) {
  if (!button || button.matches(":disabled")) return false;
  const modal = document.querySelector("dialog:modal");
  if (modal && !modal.contains(button)) return false;
  const menu = button.closest("[popover]");
  return (menu?.parentElement ?? button).checkVisibility();
}
