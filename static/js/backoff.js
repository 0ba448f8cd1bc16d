/**
 * How long to wait before the next attempt: 0.5 s doubling to 15 s, full jitter, so that many pages do not
 * come back to a restarted server in one moment; to 3 s for the few that are in a call.
 */

const FIRST_MS = 500;
const LONGEST_MS = 15_000;
const URGENT_MS = 3_000;

/**
 * @param {number} attempt 0 for the first @param {() => number} random 0…1
 * @param {{urgent?: boolean}} [how] @returns {number} milliseconds
 */
export function backoff(attempt, random, { urgent = false } = {}) {
  const longest = urgent ? URGENT_MS : LONGEST_MS;
  return Math.round(random() * Math.min(longest, FIRST_MS * 2 ** Math.min(attempt, 10)));
}
