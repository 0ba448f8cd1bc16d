/** What the page says about captions: above all where the sound goes. Pure. */

import { gettext, language } from "../gettext.js";

/** @param {string} lang @returns {string} as the page's language calls it: English (United Kingdom) */
const languageName = (lang) => new Intl.DisplayNames([language], { type: "language" }).of(lang) ?? lang;

export const captions = {
  label: gettext("Captions"),
  on: (/** @type {string} */ name) => gettext("Captions of {name}", { name }),
  off: gettext("Turn captions off"),
  asking: (/** @type {string} */ name) => gettext("Asking {name} for captions", { name }),
  cancel: gettext("Cancel"),
  begun: (/** @type {string} */ name) =>
    gettext("Captions are on. {name}’s device turns speech into text, and only the text comes here.", {
      name,
    }),
  heard: (/** @type {string} */ name) =>
    gettext("{name} reads what you say. Your speech is turned into text on this device.", { name }),
  stop: gettext("Stop"),
  stopName: (/** @type {string} */ name) => gettext("Stop the captions for {name}", { name }),
  failed: (/** @type {string} */ name) =>
    gettext("Your browser stopped turning speech into text, so {name} gets no captions any more.", { name }),
  question: (/** @type {string} */ name, /** @type {string} */ lang, /** @type {boolean} */ isThere) => ({
    title: gettext("May {name} read what you say?", { name }),
    detail: detail(name, languageName(lang), isThere),
    yes: gettext("Allow captions"),
    no: gettext("No captions"),
  }),
  ends: /** @type {Record<"declined" | "cannot" | "withdrawn" | "forgotten", (name: string) => string>} */ ({
    declined: (name) => gettext("{name} did not allow captions.", { name }),
    cannot: (name) =>
      gettext(
        "{name}’s browser cannot turn speech into text on the device itself. A recogniser of a company, which would get the sound, is not used.",
        { name },
      ),
    withdrawn: (name) => gettext("{name} ended the captions.", { name }),
    forgotten: (name) => gettext("{name}’s page was loaded anew. Ask for captions again.", { name }),
  }),
};

/** @param {string} name @param {string} lang @param {boolean} isThere */
function detail(name, lang, isThere) {
  if (isThere)
    return gettext(
      "Your browser turns your speech into text on this device ({lang}). The sound goes nowhere for this; only the text goes to {name}, directly and encrypted.",
      { lang, name },
    );
  return gettext(
    "Your browser turns your speech into text on this device ({lang}), and downloads what it needs for that first. The sound goes nowhere for this; only the text goes to {name}, directly and encrypted.",
    { lang, name },
  );
}
