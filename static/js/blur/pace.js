/**
 * Whether the machine keeps up with blurring: first it looks for the person less often and the picture gets smaller;
 * when that does not help, it is too slow. Pure.
 *
 * @typedef {{step: number, slow: number, seen: number}} Pace `slow`: seconds without a break of too slow work, `seen`:
 *   seconds since the step was taken
 * @typedef {{every: number, lines: number}} Ease the person is looked for in every so manieth picture; of so many lines
 *   at most
 */

/** @type {readonly Ease[]} */
export const EASES = [
  { every: 1, lines: 720 },
  { every: 2, lines: 540 },
  { every: 3, lines: 360 },
];
/** A picture may take so many milliseconds, for 25 of them in a second. */
const BUDGET = 40;
/** More than that for each picture is no moving picture any more: fewer than eight a second. */
const HOPELESS = 125;
/** The first ones are slow everywhere: code is being compiled. */
const WARM_UP = 3;
const PATIENCE = 4;

/** @type {Pace} */
export const fresh = Object.freeze({ step: 0, slow: 0, seen: 0 });

/** One second later. @param {Pace} pace @param {number} ms that a picture took, on average @returns {Pace} */
export function after({ step, slow, seen }, ms) {
  if (seen < WARM_UP) return { step, slow: 0, seen: seen + 1 };
  const last = step === EASES.length - 1;
  const late = ms > (last ? HOPELESS : BUDGET);
  const next = { step, slow: late ? slow + 1 : 0, seen: seen + 1 };
  return next.slow >= PATIENCE && !last ? { step: step + 1, slow: 0, seen: 0 } : next;
}

/** @param {Pace} pace */
export function isTooSlow({ step, slow }) {
  return step === EASES.length - 1 && slow >= PATIENCE;
}
