/** Whether somebody speaks, from how loud it is 15 times a second: not a key, a cup or a cough. Pure. */

/**
 * `loud`: how many of the last samples were; `since`: samples since it was said last
 * @typedef {{loud: number, since: number}} Ear
 */

/** From 0 (−60 dB) to 1 (−12 dB): a voice before a microphone is above it, a room is not. */
const VOICE = 0.45;
/** Half a second of voice, with the gaps between words. */
const ENOUGH = 8;
/** It is said again after so many samples. */
const AGAIN = 150;

/** @type {Ear} */
export const silent = Object.freeze({ loud: 0, since: AGAIN });

/** @param {Ear} ear @param {number} loudness @returns {{ear: Ear, speaks: boolean}} */
export function hear(ear, loudness) {
  const loud = loudness >= VOICE ? ear.loud + 1 : Math.max(0, ear.loud - 0.5);
  const since = ear.since + 1;
  if (loud < ENOUGH || since < AGAIN) return { ear: { loud: Math.min(loud, ENOUGH), since }, speaks: false };
  return { ear: { loud: 0, since: 0 }, speaks: true };
}
