/** What the other one says, in words that their device made of it; and one's own words, on their way there. */

import { Listeners } from "../listeners.js";
import { Timers } from "../timers.js";

/** UTF-16 code units of one message. */
const LONGEST = 400;
/** What is still being recognised changes all the time: so often is enough. */
const INTERIM_MS = 300;
/** After this silence nobody reads any more. */
const SHOWN_MS = 8_000;
const LINES = 2;

export class Captions {
  /** Whole sentences, oldest first. @type {readonly string[]} */
  lines = [];
  /** What is being said. */
  interim = "";
  #company;
  #consent;
  /** @type {Timers<"interim" | "silence">} */
  #timers;
  #waiting = "";
  /** @type {Listeners<[string | null]>} */
  #news = new Listeners();

  /** @param {import("./company.js").Company} company @param {import("./consent.js").Consent} consent */
  constructor(company, consent) {
    this.#company = company;
    this.#consent = consent;
    this.#timers = new Timers(company.clock);
    company.on("caption", ({ text, final }) => this.#heard(text, final === true));
    consent.subscribe(() => consent.mine !== "running" && this.#clear());
  }

  /** @param {(said: string | null) => void} listener `said`: a whole sentence that is new */
  subscribe(listener) {
    return this.#news.add(listener);
  }

  /** Own words, if the other one wants and may have them. @param {string} text @param {boolean} final */
  say(text, final) {
    if (final) {
      this.#timers.stop("interim");
      this.#waiting = "";
      return this.#send(text, true);
    }
    this.#waiting = text;
    if (this.#timers.runs("interim")) return;
    this.#send(text, false);
    this.#timers.start("interim", INTERIM_MS, () => this.#waiting && this.say(this.#waiting, false));
    this.#waiting = "";
  }

  /** @param {string} text @param {boolean} final */
  #send(text, final) {
    if (this.#consent.theirs !== "running" || this.#consent.answer !== "yes") return;
    // The end of a long one is what was said last.
    this.#company.say("caption", { text: text.slice(-LONGEST), final });
  }

  /** @param {unknown} text @param {boolean} final */
  #heard(text, final) {
    if (this.#consent.mine !== "running" || typeof text !== "string" || text.length > LONGEST) return;
    const said = text.trim();
    if (!said) return;
    if (final) this.lines = [...this.lines, said].slice(-LINES);
    this.interim = final ? "" : said;
    this.#timers.start("silence", SHOWN_MS, () => this.#clear());
    this.#news.tell(final ? said : null);
  }

  #clear() {
    this.#timers.stopAll();
    this.lines = [];
    this.interim = "";
    this.#news.tell(null);
  }
}
