/** What the page says about recording a call. Pure. */

import { gettext } from "../gettext.js";

/** @typedef {import("../together/consent.js").Reason} Reason */

/** Why it ended, and what became of it. @type {Partial<Record<Reason, (name: string, file: string) => string>>} */
const endings = {
  withdrawn: (name, file) =>
    gettext("{name} ended the recording. What was recorded until then is saved as {file}.", { name, file }),
  forgotten: (name, file) =>
    gettext(
      "The recording ended, because {name}’s page was loaded anew and does not know that it was allowed. What was recorded until then is saved as {file}.",
      { name, file },
    ),
};

export const recording = {
  menu: {
    none: gettext("Record the call"),
    asking: gettext("Do not record"),
    running: gettext("Stop recording"),
  },
  own: {
    asking: (/** @type {string} */ name) => gettext("Asking {name} whether you may record", { name }),
    running: gettext("You are recording this call"),
  },
  theirs: {
    runs: (/** @type {string} */ name) => gettext("{name} is recording this call", { name }),
    ending: (/** @type {string} */ name) =>
      gettext("You ended {name}’s recording. It stops as soon as their page hears of it.", { name }),
    unasked: (/** @type {string} */ name) =>
      gettext("{name}’s page records, though you did not allow it. Hang up if you do not want that.", {
        name,
      }),
  },
  cancel: gettext("Cancel"),
  stop: gettext("Stop"),
  stopOwn: gettext("Stop your recording"),
  stopTheirs: (/** @type {string} */ name) => gettext("Stop the recording by {name}", { name }),
  question: (/** @type {string} */ name) => ({
    title: gettext("May {name} record this call?", { name }),
    detail: gettext(
      "Both pictures and both voices go into a file on {name}’s device. You can end it at any time; what was recorded until then stays with {name}.",
      { name },
    ),
    yes: gettext("Allow recording"),
    no: gettext("Do not allow it"),
  }),
  declined: (/** @type {string} */ name) => gettext("{name} did not allow a recording.", { name }),
  unable: gettext("This browser cannot record. A current Chrome, Edge, Firefox or Safari can."),
  silent: gettext(
    "No sound gets into this recording: the device has nothing to play sound on. Plug in headphones, then record anew.",
  ),
  soundOnly: gettext("There is no picture just now, so only the sound is recorded."),
  file: (/** @type {string} */ name, /** @type {string} */ time) =>
    gettext("Call with {name} {time}", { name, time }),
  ended: (/** @type {Reason | null} */ reason, /** @type {string} */ name, /** @type {string} */ file) =>
    (reason && endings[reason]?.(name, file)) ?? gettext("The recording is saved as {file}.", { file }),
  full: (/** @type {string} */ file) =>
    gettext(
      "The recording ended, because there is no more room on this device. What was recorded until then is saved as {file}.",
      { file },
    ),
  left: (/** @type {string} */ file) => ({
    title: gettext("A recording was cut off"),
    detail: gettext(
      "This page was closed or loaded again while it recorded. What was recorded until then is kept in this browser: {file}",
      { file },
    ),
    yes: gettext("Save it"),
    no: gettext("Delete it"),
  }),
};
