/**
 * Pictures taken of the other one: they are told first. Only once their page says that it shows so is a picture taken.
 */

import { Timers } from "../timers.js";
import { Bucket } from "./bucket.js";

/** @typedef {"camera" | "screen"} Subject */

/** Their page tells them at once, or it cannot. */
const ANSWER_MS = 5_000;
/** So many at once, and so many a second: a page that asks for more is not answered. */
const [BURST, PER_SECOND] = [3, 0.5];

export class Pictures {
  #company;
  #bucket;
  /** @type {Timers<"answer">} */
  #timers;
  /** The one on its way. @type {{id: number, settle: (told: boolean) => void} | null} */
  #asked = null;
  #next = 1;

  /** @param {import("./company.js").Company} company @param {(of: Subject) => void} ontaken shows that a picture of one's own is taken */
  constructor(company, ontaken) {
    this.#company = company;
    this.#timers = new Timers(company.clock);
    this.#bucket = new Bucket(company.clock, BURST, PER_SECOND);
    company.on("picture", ({ id, of }) => {
      if (!Number.isSafeInteger(id) || !this.#bucket.take()) return;
      ontaken(of === "screen" ? "screen" : "camera");
      company.say("picture_told", { id });
    });
    company.on("picture_told", ({ id }) => id === this.#asked?.id && this.#settle(true));
    company.onover(() => this.#settle(false));
  }

  /** @param {Subject} of @returns {Promise<boolean>} whether the other one was told: only then may it be taken */
  tell(of) {
    this.#settle(false);
    const id = this.#next++;
    return new Promise((settle) => {
      this.#asked = { id, settle };
      this.#timers.start("answer", ANSWER_MS, () => this.#settle(false));
      this.#company.say("picture", { id, of });
    });
  }

  /** @param {boolean} told */
  #settle(told) {
    this.#timers.stop("answer");
    this.#asked?.settle(told);
    this.#asked = null;
  }
}
