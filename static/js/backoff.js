/**
 * How long to wait before the next attempt: 0.5 s doubling to 15 s, full jitter, so that many pages do not
 * come back to a restarted server in one moment.
 */

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** @param {number} attempt 0 for the first @param {() => number} random 0…1 @returns {number} milliseconds */
export function backoff(attempt, random) {
  return Math.round(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)));
}
