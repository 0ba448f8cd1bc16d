/** The page's own name for one press of a call button: the server never places the same attempt twice. */

const BYTES = 16;

/** @returns {string} */
export function newAttempt() {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
