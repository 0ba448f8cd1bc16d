/** What the page says of camera, microphone and speaker, as they are chosen. Pure. */

import { gettext } from "../gettext.js";

export const devices = {
  system: (/** @type {string} */ label) =>
    label ? gettext("System default ({label})", { label }) : gettext("System default"),
  unnamed: {
    camera: (/** @type {number} */ number) => gettext("Camera {number}", { number: String(number) }),
    microphone: (/** @type {number} */ number) => gettext("Microphone {number}", { number: String(number) }),
    speaker: (/** @type {number} */ number) => gettext("Speaker {number}", { number: String(number) }),
  },
  away: (/** @type {string} */ label) => gettext("{label} (not connected)", { label }),
  none: {
    camera: gettext("No camera found"),
    microphone: gettext("No microphone found"),
    speaker: gettext("System default"),
  },
  cameraOff: gettext("Your camera is off."),
  opening: gettext("Allow camera and microphone when your browser asks."),
  plugged: (/** @type {string} */ label) => gettext("{label} is connected", { label }),
  use: gettext("Use it"),
  keep: gettext("Keep the present device"),
};

export const muted = {
  hint: gettext("You are muted"),
  hintWithKey: gettext("You are muted. Press M to be heard, or hold the space bar while you speak."),
};

/** Why a device was not taken. The one in use goes on. @param {import("../call-state.js").MediaProblem} problem */
export function notTaken(problem) {
  const gone = gettext(
    "That device is not there any more. The one you had stays in use. Plug it in and choose again.",
  );
  /** @type {Partial<Record<import("../call-state.js").MediaProblem, string>>} */
  const said = {
    in_use: gettext(
      "Another program is using that device. The one you had stays in use. Close the program and choose again.",
    ),
    denied: gettext(
      "Your browser does not allow that device. The one you had stays in use. Allow it in the site settings, then choose again.",
    ),
    no_camera: gone,
    no_microphone: gone,
    no_devices: gone,
  };
  const other = gettext(
    "That device could not be opened. The one you had stays in use. Unplug it, plug it in and choose again.",
  );
  return said[problem] ?? other;
}

/** Why a sound came out of no speaker. */
export const speakerFailed = gettext(
  "That speaker could not be used. Sound goes on where it was. Plug it in again, or choose another one.",
);
