/** Whether this page can ring, and what is in its way. Pure. */

/**
 * @typedef {NotificationPermission | "unsupported"} Permission
 * @typedef {"ask" | "later" | "blocked" | "silent" | "unsupported" | "ready"} Readiness
 * ask: nobody was asked yet; later: the person put it off; blocked: the browser was told no;
 * silent: it keeps the sound back until the page is touched; unsupported: it knows no notifications.
 */

/**
 * What weighs most comes first: a page without notifications is missed for hours, one without sound until it is touched.
 * @param {{permission: Permission, soundLocked: boolean, putOff: boolean}} means
 * @returns {Readiness}
 */
export function readiness({ permission, soundLocked, putOff }) {
  if (permission === "default") return putOff ? "later" : "ask";
  if (permission === "denied") return "blocked";
  if (soundLocked) return "silent";
  return permission === "unsupported" ? "unsupported" : "ready";
}

/** Whether one has to be told of it where one only wants to call. @param {Readiness} state */
export const isInTheWay = (state) => state !== "ready" && state !== "unsupported";

/** Which browser's words fit. @param {string} userAgent @returns {"firefox" | "safari" | "chromium"} */
export function browserOf(userAgent) {
  if (/Firefox|FxiOS/.test(userAgent)) return "firefox";
  return /Safari/.test(userAgent) && !/Chrom(e|ium)|CriOS|Edg/.test(userAgent) ? "safari" : "chromium";
}
