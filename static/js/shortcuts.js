/**
 * Which key does what in a call. Each presses a button of the page, so it does what the button does, and nothing where
 * that is not to be seen. Pure.
 *
 * @typedef {{key: string, code?: string, ctrlKey: boolean, altKey: boolean, metaKey: boolean, shiftKey: boolean}} Stroke
 * @typedef {{key: string, presses: readonly string[]}} Shortcut `presses`: the ids of buttons, of which the first
 *   that can be pressed is
 */

/** @type {readonly Shortcut[]} */
export const SHORTCUTS = Object.freeze([
  { key: "m", presses: ["mute"] },
  { key: "v", presses: ["camera"] },
  { key: "s", presses: ["share"] },
  { key: "c", presses: ["chat-open"] },
  { key: "e", presses: ["menu-react"] },
  { key: "r", presses: ["menu-hand"] },
  { key: "p", presses: ["menu-picture"] },
  { key: "Shift+r", presses: ["menu-record"] },
  { key: "t", presses: ["menu-captions"] },
  { key: "d", presses: ["menu-devices"] },
  { key: "q", presses: ["menu-quality"] },
  { key: "a", presses: ["ring-switch", "ring-video"] },
  { key: "Shift+a", presses: ["ring-voice"] },
  { key: "x", presses: ["ring-decline"] },
  { key: "Shift+h", presses: ["end"] },
  { key: "?", presses: ["menu-keys"] },
]);

/** Held, it unmutes for as long. */
export const TALK = " ";

/**
 * The key as the table names it, or null for what belongs to the browser. Where the keyboard writes other letters than
 * these, the place of the key counts (UI Events, 5.6.2).
 * @param {Stroke} stroke @returns {string | null}
 */
export function keyOf({ key, code = "", ctrlKey, altKey, metaKey, shiftKey }) {
  if (ctrlKey || altKey || metaKey) return null;
  const foreign = key.length === 1 && /\p{L}/u.test(key) && !/[a-z]/i.test(key);
  const letter = foreign ? (code.match(/^Key([A-Z])$/)?.[1] ?? key) : key;
  if (!/^[a-z]$/i.test(letter)) return letter;
  return `${shiftKey ? "Shift+" : ""}${letter.toLowerCase()}`;
}

/** @param {Stroke} stroke @returns {Shortcut | null} */
export function shortcutOf(stroke) {
  const key = keyOf(stroke);
  return SHORTCUTS.find((one) => one.key === key) ?? null;
}
