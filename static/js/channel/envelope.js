/**
 * What one page says to the other over the control channel: one JSON object a message, with a `type`. Whatever
 * comes in is somebody else's: too large, broken or of a type that is not known here, it is nothing. Pure.
 */

/** @typedef {{type: string, n?: number, [field: string]: unknown}} Message `n`: its number, where it must not be lost */

/** UTF-16 code units of a message. */
export const LARGEST = 32_768;
/** UTF-16 code units of a text somebody writes: as JSON it fits, whatever it is made of. */
export const LONGEST_TEXT = 5_000;

/** How a file's journey can end (docs/protocol.md). */
export const RESULTS = /** @type {const} */ ([
  ...["saved", "declined", "cancelled", "damaged", "unwritable", "unreadable", "too_long", "lost"],
]);
/** @typedef {typeof RESULTS[number]} Result */

/** What a message must have, by its type. One more kind of message is one more line here. @type {Record<string, (body: any) => boolean>} */
const TYPES = {
  hello: ({ page, boot }) => isText(page, 64) && isText(boot, 64),
  ack: ({ got }) => isCount(got),
  chat: ({ text }) => isText(text, LONGEST_TEXT),
  file_offer: ({ file, name, size, mime }) =>
    isCount(file) && isText(name, 255) && isCount(size) && typeof mime === "string" && mime.length <= 100,
  file_wanted: ({ file, from }) => isCount(file) && isCount(from),
  file_got: ({ file, bytes }) => isCount(file) && isCount(bytes),
  file_done: ({ file, sum }) => isCount(file) && /^[0-9a-f]{64}$/.test(sum),
  file_end: ({ file, result }) => isCount(file) && RESULTS.includes(result),
  safety: ({ epoch, nonce }) => isCount(epoch) && /^[0-9a-f]{64}$/.test(nonce),
  together: ({ about }) => isText(about, 32), // static/js/together/ looks at the rest
};

/** @param {Message} message @returns {string} */
export function encode(message) {
  return JSON.stringify(message);
}

/**
 * @param {unknown} data
 * @returns {Message | null} null where it is no message at all
 */
export function decode(data) {
  if (typeof data !== "string" || data.length > LARGEST) return null;
  const message = parsed(data);
  if (typeof message?.type !== "string") return null;
  return message.n === undefined || (isCount(message.n) && message.n > 0) ? message : null;
}

/** Whether this page knows the type, and the message has what it must. @param {Message} message */
export function isUnderstood(message) {
  return Object.hasOwn(TYPES, message.type) && TYPES[message.type](message);
}

/** @param {string} data @returns {any} */
function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

/** @param {unknown} value @param {number} longest */
const isText = (value, longest) => typeof value === "string" && value.length > 0 && value.length <= longest;

/** @param {unknown} value */
const isCount = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
