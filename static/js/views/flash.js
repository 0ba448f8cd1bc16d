/** Light instead of a ring tone: the page swells and fades slowly while somebody calls, and a phone vibrates. */

import { alarm, flashes, SHAKE, SWELL_MS } from "../flash.js";

/** @typedef {import("../call-state.js").State} State */

/** @param {{enabled: boolean}} sounds @returns {(state: State) => void} with every state */
export function mountFlash(sounds) {
  /** @type {HTMLElement | null} */
  let light = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let shaking;

  return (state) => {
    const wished = alarm(state, { flash: flashes(), sound: sounds.enabled });
    if (light?.dataset.light !== (wished.light ?? undefined)) {
      light?.remove();
      light = wished.light && lit(wished.light);
    }
    if (wished.shake === (shaking !== undefined)) return;
    clearInterval(shaking);
    shaking = wished.shake ? shaken() : undefined;
    if (!wished.shake) vibrate(0);
  };
}

/**
 * A layer of light over everything, dialogs too, that takes no press and says nothing. It swells with opacity alone:
 * also for those who want less motion.
 * @param {"page" | "edge"} where @returns {HTMLElement}
 */
export function lit(where) {
  const layer = document.createElement("div");
  layer.dataset.light = where;
  layer.setAttribute("aria-hidden", "true");
  layer.popover = "manual";
  Object.assign(layer.style, {
    position: "fixed",
    inset: "0",
    width: "100%",
    height: "100%",
    margin: "0",
    padding: "0",
    border: "0",
    opacity: "0",
    pointerEvents: "none",
    background: where === "page" ? "color-mix(in srgb, var(--accent) 45%, transparent)" : "none",
    boxShadow: "inset 0 0 0 14px var(--accent)",
  });
  document.body.append(layer);
  layer.showPopover?.();
  layer.animate([{ opacity: 0 }, { opacity: 1 }, { opacity: 0 }], {
    duration: SWELL_MS,
    easing: "ease-in-out",
    iterations: Number.POSITIVE_INFINITY,
  });
  return layer;
}

function shaken() {
  const once = () => vibrate(SHAKE);
  once();
  return setInterval(once, SWELL_MS + SHAKE.reduce((sum, part) => sum + part, 0));
}

/** Not every browser can, and until the page was touched it is refused. @param {number | number[]} pattern */
function vibrate(pattern) {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern);
}
