/**
 * Says to screen readers what nothing else on the page says to them: the status line, the ring's dialog (which takes the
 * focus), chat and notices speak for themselves.
 */

import { announced } from "./words-announced.js";

/** @typedef {import("../call-state.js").State} State */

/** @param {State} state as it is now @returns {(state: State) => void} with every state */
export function mountAnnouncer(state) {
  const line = document.createElement("p");
  line.className = "visually-hidden";
  line.setAttribute("aria-live", "polite");
  line.setAttribute("data-part", "announced");
  document.body.append(line);
  let before = state;
  return (after) => {
    const words = announced(before, after);
    before = after;
    if (words) line.textContent = words;
  };
}
