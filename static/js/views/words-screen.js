/** What the page says of shared screens. Pure. */

import { gettext } from "../gettext.js";

/**
 * @typedef {import("../call-state.js").CallView} CallView
 * @typedef {import("../screen-capture.js").ScreenProblem} ScreenProblem
 * @typedef {import("./words-failures.js").Failure} Failure
 */

export const screenNames = {
  video: (/** @type {string} */ name) => gettext("Screen from {name}", { name }),
  box: (/** @type {string} */ name) =>
    gettext("{name}’s screen: plus and minus to zoom, arrow keys to move", { name }),
};

export const screenControls = {
  share: { name: gettext("Share screen"), word: gettext("Share") },
  stop: { name: gettext("Stop sharing"), word: gettext("Stop sharing") },
};

/** Behind where the call stands. @param {CallView} call */
export function screenNote({ screens, peer }) {
  return screens.theirs ? gettext("{name} is sharing a screen", { name: peer.name }) : "";
}

/** Said beforehand, by the button. @param {ScreenProblem} problem */
export function cannotShare(problem) {
  return screenFailure(problem, "").cause;
}

/** @param {ScreenProblem} problem @param {string} name of the other one @returns {Failure} */
export function screenFailure(problem, name) {
  return { title: gettext("Your screen is not shared"), button: null, ...CAUSES[problem](name) };
}

/** @type {Record<ScreenProblem, (name: string) => {title?: string, cause: string, todo: string, button?: string}>} */
const CAUSES = {
  blocked: () => ({
    cause: gettext("Your system or this browser’s settings do not let the browser record the screen."),
    todo: gettext(
      "On a Mac: System Settings, Privacy & Security, Screen Recording: allow your browser there and start it again. Elsewhere ask whoever looks after this computer.",
    ),
    button: gettext("Try again"),
  }),
  unsupported: () => ({
    cause: gettext("This browser cannot share a screen. On phones and tablets none can."),
    todo: gettext("Join the call from a computer, with Chrome, Edge, Firefox or Safari, to show a screen."),
  }),
  insecure: () => ({
    cause: gettext("Browsers share a screen only from pages with https."),
    todo: gettext(
      "Open this site with https:// in its address. If that does not work, tell whoever runs it.",
    ),
  }),
  failed: () => ({
    cause: gettext(
      "The browser could not record what you chose: a window may have been closed, or another program keeps it to itself.",
    ),
    todo: gettext("Choose another window or the whole screen."),
    button: gettext("Try again"),
  }),
  refused: (name) => ({
    cause: gettext("The program {name} uses for this call does not take a screen.", { name }),
    todo: gettext("Ask them to join the call with a browser."),
  }),
  reloaded: () => ({
    title: gettext("You no longer share your screen"),
    cause: gettext("The page was loaded again, which ends what it shared."),
    todo: gettext("Share it again if you want to go on."),
    button: gettext("Share it again"),
  }),
};
