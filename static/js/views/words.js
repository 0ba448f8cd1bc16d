/**
 * What the page says: names, hints and questions here, a call's fortunes in words-calls.js, failures in
 * words-failures.js. Every sentence is in one of the three, ready to be translated. Pure.
 *
 * The names of controls are a contract with programs that use the page (CONTRIBUTING.md).
 */

import { dayOf, timeOf } from "./times.js";

/** @typedef {{title: string, detail: string}} Said */

export const names = {
  voice: (/** @type {string} */ name) => `Voice call ${name}`,
  video: (/** @type {string} */ name) => `Video call ${name}`,
  about: (/** @type {string} */ name) => `More about ${name}`,
  accept: (/** @type {string} */ name) => `Accept request from ${name}`,
  decline: (/** @type {string} */ name) => `Decline request from ${name}`,
  withdraw: (/** @type {string} */ name) => `Withdraw request to ${name}`,
  unblock: (/** @type {string} */ name) => `Unblock ${name}`,
  incoming: (/** @type {string} */ name) => `Incoming call from ${name}`,
  region: (/** @type {string} */ name) => `Call with ${name}`,
  remoteVideo: (/** @type {string} */ name) => `Video from ${name}`,
  callBack: (/** @type {string} */ name) => `Call back ${name}`,
  forget: (/** @type {string} */ name, /** @type {string} */ when) => `Delete the call with ${name}, ${when}`,
  answerOther: (/** @type {string} */ name) => `Show the call from ${name}`,
};

export const presence = { online: "Online", in_call: "In a call", offline: "Offline" };

export const mediaNames = { video: "Video call", voice: "Voice call" };

/** The call's buttons: the accessible name, and the shorter word under the icon, which is part of it. */
export const controls = {
  mute: { name: "Mute microphone", word: "Mute" },
  unmute: { name: "Unmute microphone", word: "Unmute" },
  cameraOff: { name: "Turn camera off", word: "Camera off" },
  cameraOn: { name: "Turn camera on", word: "Camera on" },
  hangUp: { name: "Hang up", word: "Hang up" },
  cancel: { name: "Cancel call", word: "Cancel" },
};

/** @param {Date} now @param {string} name */
export function greeting(now, name) {
  const hour = now.getHours();
  if (hour < 5) return `Hello, ${name}`;
  if (hour < 12) return `Good morning, ${name}`;
  return hour < 18 ? `Good afternoon, ${name}` : `Good evening, ${name}`;
}

export const sayings = {
  choose: "Choose somebody to call.",
  nobodyOnline: "Nobody is online just now. Call anyway: they will see that you tried.",
  firstSteps: "Three short steps to your first call.",
  inviting: "People appear here once they accept your request.",
  noMatch: (/** @type {string} */ typed) =>
    `Nobody in your list is called “${typed}”. Send a request to ask them.`,
  typeName: "Type the username of the person you want to call.",
  copied: "Copied",
  copy: "Copy",
  copyDetails: "Copy details",
  copyByHand: "Selected: copy it now",
  wantsYou: "Wants to be your contact",
  requestSent: "Request sent",
  missedAt: (/** @type {string} */ when) => `Missed call, ${when}`,
  lastTalked: (/** @type {Date} */ moment) =>
    dayOf(moment) === "today" ? `Talked at ${timeOf(moment)}` : `Last talked ${dayOf(moment)}`,
  inAnotherCall: "In another call",
  sameMinute: (/** @type {string} */ when, /** @type {number} */ count) => `${when} (${count})`,
  newMissed: (/** @type {number} */ count) => `${count} missed`,
  clearing: {
    title: "Clear the list?",
    detail: "It goes from your list only; the others keep theirs.",
    yes: "Clear",
  },
  deletedPerson: "Deleted account",
  noCalls: "Calls you make and get appear here.",
  checkOpening: "Allow camera and microphone when your browser asks.",
  checkRunning: "You should see yourself, and the bar should move when you speak.",
  calling: (/** @type {string} */ name) => `${name} is calling…`,
};

export const menu = {
  remove: (/** @type {string} */ name) => `Remove ${name} from contacts`,
  block: (/** @type {string} */ name) => `Block ${name}…`,
};

/** @param {"remove" | "block"} verb @param {string} name @returns {Said & {yes: string}} */
export function confirming(verb, name) {
  if (verb === "remove")
    return {
      title: `Remove ${name}?`,
      detail: "You disappear from each other’s contacts and can no longer call each other.",
      yes: `Remove ${name}`,
    };
  return {
    title: `Block ${name}?`,
    detail: `${name} can no longer call you or see when you are online, and is not told.`,
    yes: `Block ${name}`,
  };
}
