/**
 * What the page says when something fails: a title in the person's words, the cause, what to do, and the
 * name of the button that does it. Pure.
 *
 * @typedef {{title: string, cause: string, todo: string, button: string | null}} Failure
 * @typedef {import("../call-state.js").MediaProblem} MediaProblem
 */

import { gettext } from "../gettext.js";

/** @param {MediaProblem} problem @param {string} userAgent @param {string} host @returns {Failure} */
export function mediaFailure(problem, userAgent, host) {
  const retry = gettext("Try again");
  switch (problem) {
    case "denied":
      return {
        title: gettext("Camera and microphone are blocked"),
        cause: gettext("This browser was told not to let this site use them."),
        todo: undoRefusal(userAgent),
        button: retry,
      };
    case "no_camera":
      return {
        title: gettext("No camera found"),
        cause: gettext("You are heard but not seen."),
        todo: gettext("Plug a camera in and try again, or go on with voice."),
        button: retry,
      };
    case "no_microphone":
      return {
        title: gettext("No microphone found"),
        cause: gettext("You are seen but not heard."),
        todo: gettext("Plug a microphone or a headset in, then try again."),
        button: retry,
      };
    case "no_devices":
      return {
        title: gettext("No camera or microphone found"),
        cause: gettext("You see and hear the other one, but they do not see or hear you."),
        todo: gettext("Plug a headset or a camera in, then try again."),
        button: retry,
      };
    case "in_use":
      return {
        title: gettext("Another program has your camera or microphone"),
        cause: gettext("Most systems give them to one program at a time."),
        todo: gettext("Close the other program or browser tab that uses them, then try again."),
        button: retry,
      };
    case "insecure":
      return {
        title: gettext("This page is not on https"),
        cause: gettext(
          "Browsers open camera and microphone only on https:// or on localhost, and this is {host}.",
          { host },
        ),
        todo: gettext("Open the site’s https:// address. If there is none, ask whoever runs it."),
        button: null,
      };
    case "unsupported":
      return {
        title: gettext("This browser cannot make calls"),
        cause: gettext("It has no camera and microphone access for web pages, or it is switched off."),
        todo: gettext("Use a current Firefox, Chrome, Edge or Safari."),
        button: null,
      };
    case "blur_failed":
      return {
        title: gettext("Your background could not be blurred"),
        cause: gettext("So that nobody sees your room, your camera is off."),
        todo: gettext(
          "Turn the camera on to try again, or switch off “Blur background” under Sound and camera first.",
        ),
        button: null,
      };
    case "blur_slow":
      return {
        title: gettext("This device is too slow to blur your background"),
        cause: gettext("The blur is switched off. So that nobody sees your room, your camera is off too."),
        todo: gettext("Turn the camera on to be seen with your background."),
        button: null,
      };
    default:
      return {
        title: gettext("Camera and microphone did not start"),
        cause: gettext("The browser has permission, but the device gave nothing."),
        todo: gettext("Unplug it and plug it in again, then try again."),
        button: retry,
      };
  }
}

/** Where the browser keeps the refusal. @param {string} userAgent */
function undoRefusal(userAgent) {
  if (/Firefox|FxiOS/.test(userAgent))
    return gettext(
      "In the address bar, press the crossed-out camera or microphone, clear the block with ✕, then try again.",
    );
  if (/iPhone|iPad/.test(userAgent))
    return gettext(
      "In the address bar, press the page menu, open Website Settings, allow Camera and Microphone, then try again.",
    );
  if (/Chrome|Chromium|Edg/.test(userAgent))
    return gettext(
      "At the left of the address bar, press the site settings icon, switch Camera and Microphone on, then try again.",
    );
  return gettext(
    "In the menu bar, open Safari, then Settings for this website, set Camera and Microphone to Allow, then try again.",
  );
}

/** What becomes of a call while the server is away. @param {import("../call-state.js").Phase | null} phase null: in no call */
function meanwhile(phase) {
  switch (phase) {
    case null:
      return gettext("Nobody can ring you here until it is back.");
    case "preparing":
    case "calling":
      return gettext("Your call goes out if it is back within a few seconds.");
    case "ringing":
      return gettext("It rings on only if the connection is back within a few seconds.");
    case "connecting":
      return gettext("Your call connects once it is back.");
    default:
      return gettext("Your call goes on as long as picture and sound come through.");
  }
}

/**
 * @param {import("../call-state.js").LinkStatus} status
 * @param {import("../call-state.js").Phase | null} phase of the call this page is in
 * @returns {Failure | null}
 */
export function linkFailure(status, phase) {
  switch (status) {
    case "connecting":
    case "waiting":
      return {
        title: gettext("No connection to the server"),
        cause: meanwhile(phase),
        todo: "",
        button: gettext("Reconnect now"),
      };
    case "signed_out":
      return {
        title: gettext("You are signed out"),
        cause: gettext("Your session ended, here or from another page."),
        todo: gettext("Sign in again to call and to be called."),
        button: gettext("Sign in"),
      };
    case "replaced":
      return {
        title: gettext("This page was opened again in another tab"),
        cause: gettext("Calls come in there."),
        todo: "",
        button: gettext("Use this page instead"),
      };
    case "incompatible":
      return {
        title: gettext("This page is out of date"),
        cause: gettext("The site was updated since you opened it."),
        todo: "",
        button: gettext("Load it again"),
      };
    default:
      return null;
  }
}

/** @param {number} seconds */
export const retryIn = (seconds) =>
  seconds > 0 ? gettext("Trying again in {seconds} s.", { seconds }) : gettext("Trying now…");

/** A refusal of the server that took no call with it. @param {{code: string, message: string, about: string | null}} error @returns {Failure} */
export function refusal({ code, message, about }) {
  /** @type {Record<string, Failure>} */
  const said = {
    in_call: {
      title: gettext("You are in a call already"),
      cause: gettext("Another page of yours has it."),
      todo: gettext("Hang up there first."),
      button: null,
    },
    call_not_found: {
      title: gettext("That call is over"),
      cause: gettext("It ended before your answer arrived."),
      todo: "",
      button: null,
    },
    too_many_pages: {
      title: gettext("Too many pages of this site are open"),
      cause: gettext("This one does not ring until you close others."),
      todo: "",
      button: null,
    },
    rate_limited: {
      title: gettext("That was too often"),
      cause: gettext("The server asks you to slow down."),
      todo: gettext("Wait a minute and try again."),
      button: null,
    },
  };
  const other = { title: message || gettext("The server refused that"), cause: "", todo: "", button: null };
  return said[about === "hello" ? "too_many_pages" : code] ?? other;
}

/** A request over HTTP that came to nothing. @param {string} [message] the server's own sentence */
export function requestFailure(message) {
  return message || gettext("The server did not answer. Check that this device is online, then try again.");
}

/** @param {string} name @param {boolean} online whether the device that has the call is there @returns {Failure} */
export function elsewhere(name, online) {
  if (!online)
    return {
      title: gettext("You are in a call with {name}", { name }),
      cause: gettext("The page it was on is closed, or has no connection."),
      todo: "",
      button: gettext("Return to the call"),
    };
  return {
    title: gettext("You are in a call with {name} on another device", { name }),
    cause: gettext("Another page of yours has it open."),
    todo: "",
    button: gettext("Move the call here"),
  };
}

/** While the call goes to another device of mine. @returns {Failure} */
export function leaving() {
  return {
    title: gettext("This call is moving to another device of yours"),
    cause: gettext("Picture and sound stay here until it is connected there."),
    todo: "",
    button: gettext("Keep it here"),
  };
}

/** Code of a feature comes when it is used. @returns {Failure} */
export function notLoaded() {
  return {
    title: gettext("This could not be loaded"),
    cause: gettext("The server does not answer just now. A call goes on without it."),
    todo: gettext("Try again in a moment."),
    button: gettext("Try again"),
  };
}
