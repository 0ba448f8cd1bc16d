/** Captions of what the other one says: asked for here, recognised there, shown over the picture. */

import { isLive } from "../call-state.js";
import { language } from "../gettext.js";
import { Captions } from "../together/captions.js";
import { Consent } from "../together/consent.js";
import { download, languageHere, Recogniser, recognitionHere } from "../together/recogniser.js";
import { byId, setAttribute, setText } from "./dom.js";
import { element, mark, menuItem, question, tell } from "./together-parts.js";
import { captions as words } from "./words-captions.js";

/** Sentences that a screen reader may still be at. */
const READ = 4;

/**
 * @param {import("../call.js").Call} call @param {import("../together/company.js").Company} company
 * @param {{name: () => string, ready: (about: string) => boolean}} other
 */
export function mountCaptions(call, company, { name, ready }) {
  const consent = new Consent(company, "captions");
  const captions = new Captions(company, consent);
  const show = captionBox(captions);
  const asking = mark("own-captions", "captions", () => consent.stop());
  const heard = mark("their-captions", "captions", () => consent.reply("ended"));
  const rename = menuItem("menu-captions", "captions", () => {
    if (consent.mine !== "none") consent.stop();
    else if (ready("captions")) consent.ask();
  });
  /** @type {Recogniser | null} */
  let recogniser = null;
  /** @type {(() => void) | null} */
  let unask = null;
  let was = consent.mine;

  consent.onend = (reason) => {
    if (reason !== "over") tell(words.ends[reason](name()));
  };

  async function consider() {
    const Recognition = recognitionHere();
    const found = await languageHere(Recognition, spoken());
    if (consent.theirs !== "asking" || consent.answer !== "none") return;
    if (!found) return consent.reply("cannot");
    unask = question("captions-question", words.question(name(), found.lang, found.ready), async (yes) => {
      if (!yes) return consent.reply("no");
      consent.reply(found.ready || (await download(Recognition, found.lang)) ? "yes" : "cannot");
    });
  }

  async function listen() {
    const Recognition = recognitionHere();
    const found = await languageHere(Recognition, spoken());
    if (!wanted() || recogniser) return;
    if (!found) return consent.reply("cannot");
    recogniser = new Recogniser({
      Recognition,
      lang: found.lang,
      clock: company.clock,
      onwords: (text, final) => captions.say(text, final),
      onfail: () => {
        consent.reply("cannot");
        tell(words.failed(name()));
      },
    });
    recogniser.follow(call.upkeep.own.tracks.audio);
  }

  const wanted = () => consent.theirs === "running" && consent.answer === "yes";

  function paint() {
    if (consent.theirs === "asking" && consent.answer === "none" && !unask) {
      unask = () => {};
      void consider();
    }
    if (consent.theirs !== "asking" && unask) {
      unask();
      unask = null;
    }
    if (wanted() && !recogniser) void listen();
    if (!wanted()) {
      recogniser?.close();
      recogniser = null;
    }
    if (consent.mine === "running" && was !== "running") tell(words.begun(name()));
    was = consent.mine;
    rename(consent.mine === "none" ? words.on(name()) : words.off);
    asking.show(consent.mine === "asking" ? words.asking(name()) : null, words.cancel);
    heard.show(wanted() ? words.heard(name()) : null, words.stop, words.stopName(name()));
    show(consent.mine === "running");
  }

  consent.subscribe(paint);
  call.onstreams(() => recogniser?.follow(call.upkeep.own.tracks.audio));
  return { render: () => isLive(call.state.call) && paint() };
}

/** In which language its person is likely to speak: the page's first, in the form the browser has it. */
function spoken() {
  const wishes = [...navigator.languages];
  const same = wishes.filter((one) => one.split("-")[0] === language.split("-")[0]);
  return [...new Set([...same, language, ...wishes])];
}

/**
 * What is seen changes with every word; a screen reader is given whole sentences only, and politely.
 * @param {Captions} captions @returns {(on: boolean) => void}
 */
function captionBox(captions) {
  const box = element("div", "captions");
  const seen = element("p", "captions__words");
  const read = element("div", "visually-hidden");
  box.hidden = true;
  Object.assign(seen, { ariaHidden: "true", dir: "auto" });
  setAttribute(read, "role", "log");
  read.ariaLabel = words.label;
  box.append(seen, read);
  byId("call").append(box);
  captions.subscribe((said) => {
    setText(seen, [...captions.lines, captions.interim].filter(Boolean).join(" "));
    if (said === null) return;
    const line = element("p", "");
    line.textContent = said;
    read.append(line);
    if (read.childElementCount > READ) read.firstElementChild?.remove();
  });
  return (on) => {
    if (box.hidden !== on) return;
    box.hidden = !on;
    if (!on) read.replaceChildren();
  };
}
