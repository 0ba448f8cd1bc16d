/** Lengths and moments in words, and a tick for what counts seconds. */

/** @param {number} seconds @returns {string} 0:42, 12:07, 1:02:07 */
export function counted(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${padded}` : `${minutes}:${padded}`;
}

/** @param {number} seconds @returns {string} 42 s, 12 min, 1 h 2 min */
export function spoken(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
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
  return `${dayName(moment, now)}, ${time}`;
}

/** @param {Date} moment @param {Date} [now] @returns {string} "today", "yesterday", "on Tuesday", "on 3 Nov" */
export function dayOf(moment, now = new Date()) {
  const days = daysBetween(moment, now);
  if (days === 0) return "today";
  if (days === 1) return "yesterday";
  const style = days < 7 ? { weekday: /** @type {const} */ ("long") } : dateStyle(moment, now);
  return `on ${moment.toLocaleDateString(undefined, style)}`;
}

/** @param {Date} moment */
export function timeOf(moment) {
  return moment.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}

/** @param {Date} moment @param {Date} now */
function dayName(moment, now) {
  const days = daysBetween(moment, now);
  if (days === 1) return "yesterday";
  const style = days < 7 ? { weekday: /** @type {const} */ ("short") } : dateStyle(moment, now);
  return moment.toLocaleDateString(undefined, style);
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
