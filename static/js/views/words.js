/**
 * What the page says: names, hints and questions here, a call's fortunes in words-calls.js, failures in
 * words-failures.js. Every sentence is in one of the three, ready to be translated. Pure.
 *
 * The names of controls are a contract with programs that use the page (CONTRIBUTING.md).
 */

import { gettext, ngettext } from "../gettext.js";
import { lastTalked } from "./times.js";

/** @typedef {{title: string, detail: string}} Said */

export const names = {
  voice: (/** @type {string} */ name) => gettext("Voice call {name}", { name }),
  video: (/** @type {string} */ name) => gettext("Video call {name}", { name }),
  about: (/** @type {string} */ name) => gettext("More about {name}", { name }),
  accept: (/** @type {string} */ name) => gettext("Accept request from {name}", { name }),
  decline: (/** @type {string} */ name) => gettext("Decline request from {name}", { name }),
  withdraw: (/** @type {string} */ name) => gettext("Withdraw request to {name}", { name }),
  unblock: (/** @type {string} */ name) => gettext("Unblock {name}", { name }),
  incoming: (/** @type {string} */ name) => gettext("Incoming call from {name}", { name }),
  region: (/** @type {string} */ name) => gettext("Call with {name}", { name }),
  remoteVideo: (/** @type {string} */ name) => gettext("Video from {name}", { name }),
  callBack: (/** @type {string} */ name) => gettext("Call back {name}", { name }),
  forget: (/** @type {string} */ name, /** @type {string} */ when) =>
    gettext("Delete the call with {name}, {when}", { name, when }),
  answerOther: (/** @type {string} */ name) => gettext("Show the call from {name}", { name }),
};

export const presence = {
  online: gettext("Online"),
  in_call: gettext("In a call"),
  offline: gettext("Offline"),
};

export const mediaNames = { video: gettext("Video call"), voice: gettext("Voice call") };

/** The call's buttons: the accessible name, and the shorter word under the icon, which is part of it. */
export const controls = {
  mute: { name: gettext("Mute microphone"), word: gettext("Mute") },
  unmute: { name: gettext("Unmute microphone"), word: gettext("Unmute") },
  cameraOff: { name: gettext("Turn camera off"), word: gettext("Camera off") },
  cameraOn: { name: gettext("Turn camera on"), word: gettext("Camera on") },
  hangUp: { name: gettext("Hang up"), word: gettext("Hang up") },
  cancel: { name: gettext("Cancel call"), word: gettext("Cancel") },
};

/** The chat's button; all else of it is in words-chat.js, which is loaded with it. */
export const chatButton = {
  word: gettext("Chat"),
  name: (/** @type {number} */ unread) =>
    unread > 0 ? ngettext("Chat, {count} unread", "Chat, {count} unread", unread) : gettext("Chat"),
};

/** @param {Date} now @param {string} name */
export function greeting(now, name) {
  const hour = now.getHours();
  if (hour < 5) return gettext("Hello, {name}", { name });
  if (hour < 12) return gettext("Good morning, {name}", { name });
  return hour < 18 ? gettext("Good afternoon, {name}", { name }) : gettext("Good evening, {name}", { name });
}

export const sayings = {
  choose: gettext("Choose somebody to call."),
  nobodyOnline: gettext("Nobody is online just now. Call anyway: they will see that you tried."),
  firstSteps: gettext("A few short steps to your first call."),
  inviting: gettext("People appear here once they accept your request."),
  noMatch: (/** @type {string} */ typed) =>
    gettext("Nobody in your list is called “{typed}”. Send a request to ask them.", { typed }),
  typeName: gettext("Type the username of the person you want to call."),
  copied: gettext("Copied"),
  copyDetails: gettext("Copy details"),
  copyByHand: gettext("Selected: copy it now"),
  wantsYou: gettext("Wants to be your contact"),
  requestSent: gettext("Request sent"),
  missedAt: (/** @type {string} */ when) => gettext("Missed call, {when}", { when }),
  lastTalked,
  inAnotherCall: gettext("In another call"),
  sameMinute: (/** @type {string} */ when, /** @type {number} */ count) => `${when} (${count})`,
  newMissed: (/** @type {number} */ count) => ngettext("{count} missed", "{count} missed", count),
  clearing: {
    title: gettext("Clear the list?"),
    detail: gettext("It goes from your list only; the others keep theirs."),
    yes: gettext("Clear"),
  },
  deletedPerson: gettext("Deleted account"),
  noCalls: gettext("Calls you make and get appear here."),
  checkOpening: gettext("Allow camera and microphone when your browser asks."),
  checkRunning: gettext("You should see yourself, and the bar should move when you speak."),
  calling: (/** @type {string} */ name) => gettext("{name} is calling…", { name }),
};

export const menu = {
  remove: (/** @type {string} */ name) => gettext("Remove {name} from contacts", { name }),
  block: (/** @type {string} */ name) => gettext("Block {name}…", { name }),
};

/** @param {"remove" | "block"} verb @param {string} name @returns {Said & {yes: string}} */
export function confirming(verb, name) {
  if (verb === "remove")
    return {
      title: gettext("Remove {name}?", { name }),
      detail: gettext("You disappear from each other’s contacts and can no longer call each other."),
      yes: gettext("Remove {name}", { name }),
    };
  return {
    title: gettext("Block {name}?", { name }),
    detail: gettext("{name} can no longer call you or see when you are online, and is not told.", { name }),
    yes: gettext("Block {name}", { name }),
  };
}
