/** What the page says of what two people do together in a call, beside talking. Pure. */

import { gettext } from "../gettext.js";

export const reach = {
  away: gettext("There is no direct connection just now. Try again when it is back."),
  old: (/** @type {string} */ name) =>
    gettext("{name}’s page is too old for this. Reloading it there may help.", { name }),
};

export const gestures = {
  react: gettext("React"),
  bar: gettext("Reactions"),
  raise: gettext("Raise your hand"),
  lower: gettext("Lower your hand"),
  lowerShort: gettext("Lower"),
  ownHand: gettext("Your hand is raised"),
  theirHand: (/** @type {string} */ name) => gettext("{name} has raised a hand", { name }),
  you: gettext("You"),
  names: /** @type {Record<string, string>} */ ({
    "👍": gettext("Thumbs up"),
    "❤️": gettext("Heart"),
    "😂": gettext("Laughing"),
    "😮": gettext("Surprised"),
    "👏": gettext("Applause"),
    "🎉": gettext("Celebrating"),
  }),
  theyReact: (/** @type {string} */ name, /** @type {string} */ reaction) =>
    gettext("{name} reacts: {reaction}", { name, reaction }),
  youReact: (/** @type {string} */ reaction) => gettext("You react: {reaction}", { reaction }),
};

export const pictures = {
  take: (/** @type {string} */ name) => gettext("Take a picture of {name}", { name }),
  nothing: (/** @type {string} */ name) => gettext("There is no picture of {name} just now.", { name }),
  untold: (/** @type {string} */ name) =>
    gettext("No picture was taken: {name} could not be told of it. Try again.", { name }),
  gone: gettext("No picture was taken: it went away meanwhile. Try again."),
  saved: (/** @type {string} */ file, /** @type {string} */ name) =>
    gettext("Saved as {file}. {name} was told.", { file, name }),
  taken: {
    camera: (/** @type {string} */ name) => gettext("{name} took a picture of you", { name }),
    screen: (/** @type {string} */ name) => gettext("{name} took a picture of your screen", { name }),
  },
};
