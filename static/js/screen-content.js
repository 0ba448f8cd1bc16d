/**
 * What a shared screen shows, told by how often its picture changes: a browser captures a still document hardly at
 * all, a film at its full rate. A document is kept sharp, a film fluent. Scrolling is over too soon to count. Pure.
 *
 * @typedef {"detail" | "motion"} ContentKind
 * @typedef {{kind: ContentKind, seconds: number}} Content `seconds`: how long the picture has looked like the other kind
 */

/** @type {Content} */
export const aDocument = Object.freeze({ kind: "detail", seconds: 0 });

/** Captured pictures a second: from so many on it moves, up to so few it does not. */
const MOVES = 15;
const RESTS = 8;
/** So long before it is believed. */
const BELIEVED_AFTER = 3;

/** One second later. @param {Content} content @param {number | null} rate captured pictures a second; null where the browser does not say @returns {Content} */
export function contentAfter({ kind, seconds }, rate) {
  const other = kind === "detail" ? "motion" : "detail";
  const looks = rate !== null && (kind === "detail" ? rate >= MOVES : rate <= RESTS);
  if (!looks) return { kind, seconds: 0 };
  return seconds + 1 >= BELIEVED_AFTER ? { kind: other, seconds: 0 } : { kind, seconds: seconds + 1 };
}

/**
 * How it is sent: bits a second, pictures a second, and what gives way when there is no room for both.
 * @type {Readonly<Record<ContentKind, {bitrate: number, rate: number, keeps: RTCDegradationPreference}>>}
 */
export const SENT = Object.freeze({
  detail: { bitrate: 2_500_000, rate: 30, keeps: "maintain-resolution" },
  motion: { bitrate: 4_000_000, rate: 30, keeps: "balanced" },
});

/** With less room (bandwidth.js) there come fewer pictures, each still sharp: bits and pictures a second by step. */
export const LESS = Object.freeze([
  null,
  { bitrate: 400_000, rate: 8 },
  { bitrate: 120_000, rate: 3 },
  { bitrate: 120_000, rate: 3 },
]);
