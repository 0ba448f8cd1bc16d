/** Reactions, which pass, and raised hands, which last: until they are lowered, or the call is over. */

import { Listeners } from "../listeners.js";
import { Bucket } from "./bucket.js";

/** All there are: another page's further ones are not shown. */
export const REACTIONS = Object.freeze(["👍", "❤️", "😂", "😮", "👏", "🎉"]);

/** @typedef {{emoji: string, mine: boolean}} Reaction */

/** So many reactions at once, and so many a second: more nobody can look at. */
const [BURST, PER_SECOND] = [6, 2];

export class Gestures {
  /** Whether the own hand is up. */
  mine = false;
  /** Whether the other one's is. */
  theirs = false;
  #company;
  #sayHand;
  /** @type {{mine: Bucket, theirs: Bucket}} */
  #buckets;
  /** @type {Listeners<[Reaction]>} */
  #reactions = new Listeners();
  /** @type {Listeners<[]>} */
  #hands = new Listeners();

  /** @param {import("./company.js").Company} company */
  constructor(company) {
    const { clock, exchange } = company;
    this.#company = company;
    this.#buckets = {
      mine: new Bucket(clock, BURST, PER_SECOND),
      theirs: new Bucket(clock, BURST, PER_SECOND),
    };
    this.#recall();
    exchange.memory.keep("hands", () => ({ mine: this.mine, theirs: this.theirs }));
    this.#sayHand = company.hold("hand", () => ({ up: this.mine }));
    company.on("reaction", ({ emoji }) => this.#show(emoji, false));
    company.on("hand", ({ up }) => this.#heard(up === true));
    company.onover(() => this.#recall());
  }

  /** Something to be shown for a moment. @param {(reaction: Reaction) => void} listener */
  onreaction(listener) {
    return this.#reactions.add(listener);
  }

  /** A hand went up or down. @param {() => void} listener */
  onhands(listener) {
    return this.#hands.add(listener);
  }

  /** @param {string} emoji one of REACTIONS @returns {boolean} false where there were too many just now */
  react(emoji) {
    if (!this.#show(emoji, true)) return false;
    this.#company.say("reaction", { emoji });
    return true;
  }

  /** @param {boolean} up */
  raise(up) {
    if (up === this.mine || this.#company.exchange.call === null) return;
    this.mine = up;
    this.#sayHand();
    this.#hands.tell();
  }

  /** @param {unknown} emoji @param {boolean} mine */
  #show(emoji, mine) {
    if (!REACTIONS.some((one) => one === emoji) || !this.#buckets[mine ? "mine" : "theirs"].take())
      return false;
    this.#reactions.tell({ emoji: String(emoji), mine });
    return true;
  }

  /** @param {boolean} up */
  #heard(up) {
    if (up === this.theirs) return;
    this.theirs = up;
    this.#hands.tell();
  }

  /** From before this page was loaded again; nothing of another call. */
  #recall() {
    const kept = this.#company.exchange.memory.found("hands");
    this.mine = kept?.mine === true;
    this.theirs = kept?.theirs === true;
    this.#hands.tell();
  }
}
