/** What the page says about writing and sending files in a call. Pure. */

import { gettext, language } from "../gettext.js";

/** @typedef {import("../files/outgoing.js").Result} Result */

export const chat = {
  title: (/** @type {string} */ name) => gettext("Chat with {name}", { name }),
  note: (/** @type {string} */ name) =>
    gettext(
      "Messages and files go straight to {name}, encrypted. The server keeps none of them, and they are gone from both pages when the call ends.",
      { name },
    ),
  away: gettext("No direct connection just now. What you write is sent as soon as it is back."),
  mute: (/** @type {string} */ name) =>
    gettext("{name}’s program cannot chat. It may be an older page: reloading it there may help.", { name }),
  full: gettext("Too many messages wait to be sent. Write again when some of them have arrived."),
  you: gettext("You:"),
  from: (/** @type {string} */ name) => gettext("{name}:", { name }),
  fates: { waiting: gettext("Not sent yet"), sent: gettext("Sent"), delivered: gettext("Delivered") },
  copy: (/** @type {string} */ text) => gettext("Copy: {text}", { text }),
  copied: gettext("Copied"),
  copyFailed: gettext("Selected: copy it now"),
  wrote: (/** @type {string} */ name, /** @type {string} */ text) =>
    gettext("{name}: {text}", { name, text }),
  drop: (/** @type {string} */ name) => gettext("Drop files here to send them to {name}", { name }),
};

export const files = {
  offers: (/** @type {string} */ name, /** @type {string} */ file, /** @type {string} */ size) =>
    gettext("{name} wants to send you {file} ({size})", { name, file, size }),
  asked: gettext("Do you want this file?"),
  waits: (/** @type {string} */ name) => gettext("Waiting for {name} to accept", { name }),
  going: (/** @type {string} */ done, /** @type {string} */ size) =>
    gettext("{done} of {size}", { done, size }),
  paused: gettext("Paused until the connection is back"),
  toSave: gettext("Received, checked and downloaded"),
  accept: (/** @type {string} */ file) => gettext("Accept {file}", { file }),
  decline: gettext("Decline"),
  cancel: gettext("Cancel"),
  declineName: (/** @type {string} */ file) => gettext("Decline {file}", { file }),
  cancelName: (/** @type {string} */ file) => gettext("Cancel {file}", { file }),
  save: gettext("Save again"),
  saveName: (/** @type {string} */ file) => gettext("Save again: {file}", { file }),
  progress: (/** @type {string} */ file) => gettext("Progress of {file}", { file }),
};

/** How it ended, for its sender. @type {Record<Result, (name: string) => string>} */
export const sentResults = {
  saved: (name) => gettext("{name} has it, unchanged", { name }),
  declined: (name) => gettext("{name} declined it", { name }),
  cancelled: () => gettext("Cancelled"),
  damaged: () => gettext("Damaged on the way, so it was not saved. Send it again."),
  unwritable: (name) => gettext("{name}’s device could not save it: its disk may be full.", { name }),
  unreadable: () =>
    gettext("It could not be read: it may have been changed, moved or deleted. Choose it again."),
  too_long: () => gettext("It became larger while it was sent. Send it again."),
  lost: () => gettext("Interrupted, because a page was reloaded or the call ended. Send it again."),
};

/** How it ended, for the one it was for. @type {Record<Result, (name: string) => string>} */
export const receivedResults = {
  saved: () => gettext("Saved, and checked: it is unchanged"),
  declined: () => gettext("Declined"),
  cancelled: () => gettext("Cancelled"),
  damaged: (name) =>
    gettext("Damaged on the way, so it was not saved. Ask {name} to send it again.", { name }),
  unwritable: () => gettext("It could not be saved: the disk may be full. Make room and ask for it again."),
  unreadable: (name) => gettext("{name}’s device could not read it any more.", { name }),
  too_long: () => gettext("It was larger than announced, so it was stopped and not saved."),
  lost: (name) =>
    gettext("Interrupted, because a page was reloaded or the call ended. Ask {name} to send it again.", {
      name,
    }),
};

const UNITS = /** @type {const} */ (["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"]);

/** @param {number} bytes @returns {string} 812 byte, 1.4 MB */
export function sizeOf(bytes) {
  let [value, step] = [bytes, 0];
  for (; value >= 999.5 && step < UNITS.length - 1; step++) value /= 1000;
  const digits = step > 0 && value < 9.95 ? 1 : 0;
  const fractions = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const unitDisplay = step === 0 ? /** @type {const} */ ("long") : /** @type {const} */ ("short");
  return value.toLocaleString(language, { style: "unit", unit: UNITS[step], unitDisplay, ...fractions });
}
