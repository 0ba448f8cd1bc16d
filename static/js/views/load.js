/**
 * Code that is loaded when it is used. It comes from the server, which may be away while a call goes on: then that is
 * said (notices.js), and is tried again at a press. A browser forgets an import that failed.
 */

import { realClock } from "../clock.js";
import { note } from "../log.js";

/** After which what nobody pressed for is tried again. */
const AGAIN_MS = 10_000;

/** @type {(() => void) | null} */
let again = null;
/** @type {() => void} */
let listener = () => {};

/**
 * @template T
 * @param {() => Promise<T>} get the import @param {(part: T) => unknown} use called with it, if it can be had
 */
export async function load(get, use) {
  const part = await get().catch((error) => {
    note("a part of the page could not be loaded", error);
    return null;
  });
  put(part ? null : () => void load(get, use));
  if (part) await use(part);
}

/**
 * For what the page gets by itself, so that nobody is told: tried until it can be had.
 * @template T
 * @param {() => Promise<T>} get the import @param {(part: T) => unknown} use called with it, once
 */
export async function loadInTime(get, use, clock = realClock) {
  const part = await get().catch((error) => {
    note("a part of the page comes later", error);
    return null;
  });
  if (part) await use(part);
  else clock.setTimeout(() => void loadInTime(get, use, clock), AGAIN_MS);
}

/** What was asked for last and could not be loaded. */
export const missing = {
  /** Asks for it once more; null where nothing is missing. */
  get again() {
    return again;
  },
  dismiss: () => put(null),
  /** @param {() => void} changed */
  subscribe(changed) {
    listener = changed;
  },
};

/** @param {(() => void) | null} next */
function put(next) {
  if (next === again) return;
  again = next;
  listener();
}
