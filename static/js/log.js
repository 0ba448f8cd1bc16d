/**
 * The browser's console, for whoever looks for a fault: a warning is something that should not happen and was
 * got over, a note is ordinary trouble. No description, candidate or address goes here.
 */

/** @param {string} text @param {unknown} [error] */
export function warn(text, error) {
  // biome-ignore lint/suspicious/noConsole: this is the room for it
  console.warn(text, ...(error === undefined ? [] : [nameOf(error)]));
}

/** @param {string} text @param {unknown} [error] */
export function note(text, error) {
  // biome-ignore lint/suspicious/noConsole: this is the room for it
  console.debug(text, ...(error === undefined ? [] : [nameOf(error)]));
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof Error ? error.name : String(error);
}
