/**
 * Time, injected so that tests can hold it.
 *
 * @typedef {{
 *   now(): number,
 *   setTimeout(task: () => void, ms: number): any,
 *   clearTimeout(timer: any): void,
 * }} Clock
 */

/** @type {Clock} */
export const realClock = Object.freeze({
  now: () => Date.now(),
  setTimeout: (/** @type {() => void} */ task, /** @type {number} */ ms) => setTimeout(task, ms),
  clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer),
});
