/** What holds if the code is right. */

/** @param {string | undefined} is @param {string} expected @param {string} what throws an Error that says so when it is not */
export function mustBe(is, expected, what) {
  if (is !== expected) throw new Error(`${what}: it is ${is}, and must be ${expected}`);
}
