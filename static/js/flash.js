/** Whether this browser lights up the page when somebody calls, and how: for those who do not hear the ring. No DOM. */

/** @typedef {import("./call-state.js").State} State */

const SWITCH = "videocall.flash";

/**
 * One slow swell of light in two seconds. WCAG 2.3.1 allows three flashes a second; half of one, without a sudden edge,
 * is no flash at all in its sense.
 */
export const SWELL_MS = 2_000;
/** Three short pulls, then a rest as long as a swell of light: milliseconds on, off, on … (Vibration API). */
export const SHAKE = [220, 140, 220, 140, 220];

/** @param {Storage | null} [storage] */
export function flashes(storage = browserStorage()) {
  return storage?.getItem(SWITCH) === "on";
}

/** @param {boolean} on @param {Storage | null} [storage] */
export function keepFlashing(on, storage = browserStorage()) {
  if (on) storage?.setItem(SWITCH, "on");
  else storage?.removeItem(SWITCH);
}

/**
 * What a ring does besides sounding: light where the person wants it; in a call only at the page's edge, and no
 * vibration, which the other one would hear.
 * @param {State} state @param {{flash: boolean, sound: boolean}} wishes
 * @returns {{light: "page" | "edge" | null, shake: boolean}}
 */
export function alarm({ call, rings }, { flash, sound }) {
  if (rings.length === 0) return { light: null, shake: false };
  const talking = call !== null && call.phase !== "ended";
  return { light: flash ? (talking ? "edge" : "page") : null, shake: !talking && (flash || sound) };
}

/** @returns {Storage | null} null where it is blocked */
function browserStorage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
