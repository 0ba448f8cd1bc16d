/** Lengths and moments in words, and a tick for what counts seconds. */

import { gettext, language } from "../gettext.js";

/**
 * The page's language as this browser's person writes it: "en-GB" on an English page, where the browser says so. Digits are
 * those of the rest of the page.
 */
const LOCALE =
  globalThis.navigator?.languages?.find((one) => one.split("-")[0] === language.split("-")[0]) ?? language;
const DIGITS = /** @type {const} */ ({ numberingSystem: "latn" });

/** @param {number} seconds @returns {string} 0:42, 12:07, 1:02:07 */
export function counted(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${padded}` : `${minutes}:${padded}`;
}

/** @param {number} seconds @returns {string} 42 s, 12 min, 1 h 2 min */
export function spoken(seconds) {
  if (seconds < 60) return gettext("{seconds} s", { seconds: Math.max(1, Math.round(seconds)) });
  const whole = Math.round(seconds / 60);
  const [hours, minutes] = [Math.floor(whole / 60), whole % 60];
  if (hours === 0) return gettext("{minutes} min", { minutes });
  return minutes === 0
    ? gettext("{hours} h", { hours })
    : gettext("{hours} h {minutes} min", { hours, minutes });
}

/** Whole seconds until a moment, never below zero. @param {number} until */
export function secondsLeft(until) {
  return Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

/** @param {Date} moment @param {Date} [now] @returns {string} 14:02 today, "yesterday, 14:02", "Tue, 14:02", "3 Nov, 14:02" */
export function when(moment, now = new Date()) {
  const time = timeOf(moment);
  const days = daysBetween(moment, now);
  if (days === 0) return time;
  if (days === 1) return gettext("yesterday, {time}", { time });
  return gettext("{day}, {time}", { day: dayName(moment, now, "short"), time });
}

/** @param {Date} moment @param {Date} [now] @returns {string} "Talked at 14:02", "Last talked yesterday", "Last talked on Tuesday" */
export function lastTalked(moment, now = new Date()) {
  const days = daysBetween(moment, now);
  if (days === 0) return gettext("Talked at {time}", { time: timeOf(moment) });
  if (days === 1) return gettext("Last talked yesterday");
  return gettext("Last talked on {day}", { day: dayName(moment, now, "long") });
}

/** @param {Date} moment */
export function timeOf(moment) {
  return moment.toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit", ...DIGITS });
}

/** @param {Date} moment @param {Date} now @param {"short" | "long"} weekday */
function dayName(moment, now, weekday) {
  const style = daysBetween(moment, now) < 7 ? { weekday } : dateStyle(moment, now);
  return moment.toLocaleDateString(LOCALE, { ...style, ...DIGITS });
}

/** @param {Date} moment @param {Date} now @returns {Intl.DateTimeFormatOptions} */
function dateStyle(moment, now) {
  const sameYear = moment.getFullYear() === now.getFullYear();
  return { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) };
}

/** @param {Date} moment @param {Date} now */
function daysBetween(moment, now) {
  const midnight = (/** @type {Date} */ day) =>
    new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  return Math.round((midnight(now) - midnight(moment)) / 86_400_000);
}
