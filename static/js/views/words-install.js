/** What the page says of ringing in the background, and how to allow it. Pure. */

import { gettext } from "../gettext.js";
import { mediaNames } from "./words.js";

/** @typedef {import("../install/readiness.js").Readiness} Readiness */

const HOW = {
  firefox: () =>
    gettext(
      "To allow them: press the symbol to the left of the address, remove the block beside notifications, and load the page again.",
    ),
  safari: () =>
    gettext("To allow them: open the browser’s settings, then Websites, Notifications, and allow this site."),
  chromium: () =>
    gettext("To allow them: press the symbol to the left of the address, and switch notifications on."),
};

/** @param {Readiness} state @param {keyof typeof HOW} browser @returns {{title: string, detail: string, how: string}} */
export function saidOf(state, browser) {
  switch (state) {
    case "ask":
      return {
        title: gettext("Let this browser ring"),
        detail: gettext(
          "One press plays the ring once, so that it may sound from now on, and asks your browser to show who calls while you look at something else.",
        ),
        how: "",
      };
    case "later":
      return {
        title: gettext("You may miss calls"),
        detail: gettext("This browser does not show who calls while you look at something else."),
        how: "",
      };
    case "blocked":
      return {
        title: gettext("You may miss calls"),
        detail: gettext("Notifications from this site are blocked in your browser."),
        how: HOW[browser](),
      };
    case "silent":
      return {
        title: gettext("No ring tone yet"),
        detail: gettext("Your browser keeps this page silent until you press something on it."),
        how: "",
      };
    case "unsupported":
      return {
        title: gettext("Calls ring while a page is in view"),
        detail: gettext(
          "This browser shows no notifications for this site. On a phone it often does once the site is added to the home screen.",
        ),
        how: "",
      };
    default:
      return {
        title: gettext("Calls are enabled"),
        detail: gettext("This browser rings, and shows who calls while you look at something else."),
        how: "",
      };
  }
}

export const enabling = { all: gettext("Enable calls"), sound: gettext("Turn on the ring") };

/**
 * A ring as a notification. Where there are no buttons a press shows the page that rings.
 * @param {import("../call-state.js").RingView} ring
 * @param {{buttons: number, inCall: boolean}} place
 */
export function ringNotice({ from, media }, { buttons, inCall }) {
  const accept = {
    action: "accept",
    title: media === "video" ? gettext("Accept with video") : gettext("Accept with voice"),
  };
  const decline = { action: "decline", title: gettext("Decline") };
  const kind = mediaNames[media];
  return {
    title: gettext("{name} is calling", { name: from.name }),
    icon: from.picture || undefined,
    body: buttons < 2 ? gettext("{kind}. Press to answer.", { kind }) : kind,
    actions: buttons < 2 ? [] : inCall ? [decline] : [accept, decline],
  };
}
