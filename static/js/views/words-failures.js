/**
 * What the page says when something fails: a title in the person's words, the cause, what to do, and the
 * name of the button that does it. Pure.
 *
 * @typedef {{title: string, cause: string, todo: string, button: string | null}} Failure
 * @typedef {import("../call-state.js").MediaProblem} MediaProblem
 */

/** @param {MediaProblem} problem @param {string} userAgent @param {string} host @returns {Failure} */
export function mediaFailure(problem, userAgent, host) {
  const retry = "Try again";
  switch (problem) {
    case "denied":
      return {
        title: "Camera and microphone are blocked",
        cause: "This browser was told not to let this site use them.",
        todo: undoRefusal(userAgent),
        button: retry,
      };
    case "no_camera":
      return {
        title: "No camera found",
        cause: "You are heard but not seen.",
        todo: "Plug a camera in and try again, or go on with voice.",
        button: retry,
      };
    case "no_microphone":
      return {
        title: "No microphone found",
        cause: "You are seen but not heard.",
        todo: "Plug a microphone or a headset in, then try again.",
        button: retry,
      };
    case "no_devices":
      return {
        title: "No camera or microphone found",
        cause: "You see and hear the other one, but they do not see or hear you.",
        todo: "Plug a headset or a camera in, then try again.",
        button: retry,
      };
    case "in_use":
      return {
        title: "Another program has your camera or microphone",
        cause: "Most systems give them to one program at a time.",
        todo: "Close the other program or browser tab that uses them, then try again.",
        button: retry,
      };
    case "insecure":
      return {
        title: "This page is not on https",
        cause: `Browsers open camera and microphone only on https:// or on localhost, and this is ${host}.`,
        todo: "Open the site’s https:// address. If there is none, ask whoever runs it.",
        button: null,
      };
    case "unsupported":
      return {
        title: "This browser cannot make calls",
        cause: "It has no camera and microphone access for web pages, or it is switched off.",
        todo: "Use a current Firefox, Chrome, Edge or Safari.",
        button: null,
      };
    default:
      return {
        title: "Camera and microphone did not start",
        cause: "The browser has permission, but the device gave nothing.",
        todo: "Unplug it and plug it in again, then try again.",
        button: retry,
      };
  }
}

/** Where the browser keeps the refusal. @param {string} userAgent */
function undoRefusal(userAgent) {
  if (/Firefox|FxiOS/.test(userAgent))
    return "In the address bar, press the crossed-out camera or microphone, clear the block with ✕, then try again.";
  if (/iPhone|iPad/.test(userAgent))
    return "In the address bar, press the page menu, open Website Settings, allow Camera and Microphone, then try again.";
  if (/Chrome|Chromium|Edg/.test(userAgent))
    return "At the left of the address bar, press the site settings icon, switch Camera and Microphone on, then try again.";
  return "In the menu bar, open Safari, then Settings for this website, set Camera and Microphone to Allow, then try again.";
}

/** What becomes of a call while the server is away. @param {import("../call-state.js").Phase | null} phase null: in no call */
function meanwhile(phase) {
  switch (phase) {
    case null:
      return "Nobody can ring you here until it is back.";
    case "preparing":
    case "calling":
      return "Your call goes out if it is back within a few seconds.";
    case "ringing":
      return "It rings on only if the connection is back within a few seconds.";
    case "connecting":
      return "Your call connects once it is back.";
    default:
      return "Your call goes on as long as picture and sound come through.";
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
        title: "No connection to the server",
        cause: meanwhile(phase),
        todo: "",
        button: "Reconnect now",
      };
    case "signed_out":
      return {
        title: "You are signed out",
        cause: "Your session ended, here or from another page.",
        todo: "Sign in again to call and to be called.",
        button: "Sign in",
      };
    case "replaced":
      return {
        title: "This page was opened again in another tab",
        cause: "Calls come in there.",
        todo: "",
        button: "Use this page instead",
      };
    case "incompatible":
      return {
        title: "This page is out of date",
        cause: "The site was updated since you opened it.",
        todo: "",
        button: "Load it again",
      };
    default:
      return null;
  }
}

/** @param {number} seconds */
export const retryIn = (seconds) => (seconds > 0 ? `Trying again in ${seconds} s.` : "Trying now…");

/** A refusal of the server that took no call with it. @param {{code: string, message: string}} error @returns {Failure} */
export function refusal({ code, message }) {
  /** @type {Record<string, Failure>} */
  const said = {
    in_call: {
      title: "You are in a call already",
      cause: "Another page of yours has it.",
      todo: "Hang up there first.",
      button: null,
    },
    call_not_found: {
      title: "That call is over",
      cause: "It ended before your answer arrived.",
      todo: "",
      button: null,
    },
    rate_limited: {
      title: "That was too often",
      cause: "The server asks you to slow down.",
      todo: "Wait a minute and try again.",
      button: null,
    },
  };
  return said[code] ?? { title: message || "The server refused that", cause: "", todo: "", button: null };
}

/** A request over HTTP that came to nothing. @param {string} [message] the server's own sentence */
export function requestFailure(message) {
  return message || "The server did not answer. Check that this device is online, then try again.";
}

/** @param {string} name @param {boolean} online whether the device that has the call is there @returns {Failure} */
export function elsewhere(name, online) {
  if (!online)
    return {
      title: `You are in a call with ${name}`,
      cause: "The page it was on is closed, or has no connection.",
      todo: "",
      button: "Return to the call",
    };
  return {
    title: `You are in a call with ${name} on another device`,
    cause: "Another page of yours has it open.",
    todo: "",
    button: "Move the call here",
  };
}

/** While the call goes to another device of mine. @returns {Failure} */
export function leaving() {
  return {
    title: "This call is moving to another device of yours",
    cause: "Picture and sound stay here until it is connected there.",
    todo: "",
    button: "Keep it here",
  };
}
