/** The first steps of somebody new. Pure. */

import { gettext } from "../gettext.js";

export const first = {
  name: {
    title: gettext("Give your name to somebody"),
    detail: gettext("They add you with it: it is your address here. The link has it filled in for them."),
  },
  copy: gettext("Copy"),
  copied: gettext("Copied"),
  share: gettext("Share link"),
  copyLink: gettext("Copy link"),
  /** @param {string} username */
  invitation: (username) => gettext("Call me here: add {username} to your contacts.", { username }),
  add: {
    title: gettext("Or add them"),
    detail: gettext("Type their username into the field above your contacts."),
  },
  type: gettext("Type a username"),
  echo: {
    title: gettext("Make a first call"),
    detail: gettext("The echo test answers at any hour and gives picture and sound back to you."),
  },
  callEcho: gettext("Call the echo test"),
  check: {
    title: gettext("Try it with yourself"),
    detail: gettext("See your own picture and watch the microphone before anyone calls."),
  },
};
