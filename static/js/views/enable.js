/** *Enable calls*: one press for sound and notifications, and a small line for as long as this page cannot ring. */

import { browserOf, isInTheWay } from "../install/readiness.js";
import { byId, onPress, setAttribute, setText, show } from "./dom.js";
import { enabling, saidOf } from "./words-install.js";

/** So long it is said that all is well. */
const SAID_MS = 6_000;

/**
 * @typedef {import("../install/readiness.js").Readiness} Readiness
 * @param {{state(): Readiness, enable(): Promise<void>, putOff(): void, hidden(): boolean}} ringing
 * @returns {() => void} paints it anew
 */
export function mountEnable(ringing) {
  const box = byId("enable");
  const always = box.hasAttribute("data-always");
  /** While it is asked for, and for a moment after. */
  let held = false;

  function paint() {
    const state = ringing.state();
    const shown = !ringing.hidden() && (always || held || isInTheWay(state));
    if (!shown && box.contains(document.activeElement)) byId("people").focus();
    paintWords(box, state);
    show(box, shown);
  }

  async function press() {
    held = true;
    await ringing.enable();
    paint();
    setTimeout(() => {
      held = false;
      paint();
    }, SAID_MS);
  }

  onPress(byId("enable-do"), () => void press());
  onPress(byId("enable-later"), () => {
    ringing.putOff();
    paint();
  });
  paint();
  return paint;
}

/** @param {HTMLElement} box @param {Readiness} state */
function paintWords(box, state) {
  const { title, detail, how } = saidOf(state, browserOf(navigator.userAgent));
  setAttribute(box, "data-state", state);
  setText(byId("enable-title"), title);
  setText(byId("enable-detail"), detail);
  setText(byId("enable-how"), how);
  setText(byId("enable-do"), state === "silent" ? enabling.sound : enabling.all);
  show(byId("enable-do"), state === "ask" || state === "later" || state === "silent");
  show(byId("enable-later"), state === "ask");
}
