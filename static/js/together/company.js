/**
 * What the two of a call do together beside talking, over the exchange (docs/protocol.md, Together): each kind of it has a
 * name, what the other page said it knows, and what holds for as long as it holds, said again over every new channel.
 */

import { Listeners } from "../listeners.js";
import { Timers } from "../timers.js";
import { Bucket } from "./bucket.js";

/**
 * @typedef {import("../channel/exchange.js").Exchange} Exchange
 * @typedef {"yes" | "away" | "old"} Reach away: nothing leaves just now; old: the other page knows nothing of this
 */

/** The other page is connected, and has not said what it knows: its code may still be on its way. */
const PATIENCE_MS = 8_000;
/** Of all that comes in: so many at once, and so many a second. Honest pages stay far below. */
const [BURST, PER_SECOND] = [60, 20];
const KNOWN_AT_MOST = 32;

export class Company {
  exchange;
  clock;
  #knows;
  /** @type {Timers<"hello">} */
  #timers;
  #bucket;
  /** What the other page knows; null where it did not say so yet. @type {Set<string> | null} */
  #theirs = null;
  /** Nothing was said for long: it knows nothing. */
  #waited = false;
  /** @type {string | null} */
  #call;
  #turn = -1;
  /** @type {string | null} */
  #boot = null;
  /** @type {Map<string, Listeners<[any]>>} */
  #hearers = new Map();
  /** @type {Map<string, () => object>} */
  #standing = new Map();
  /** @type {Listeners<[]>} */
  #news = new Listeners();
  /** @type {Listeners<[]>} */
  #over = new Listeners();

  /** @param {{exchange: Exchange, clock: import("../clock.js").Clock, knows: readonly string[]}} options `knows`: what this page does */
  constructor({ exchange, clock, knows }) {
    this.exchange = exchange;
    this.clock = clock;
    this.#knows = knows;
    this.#timers = new Timers(clock);
    this.#bucket = new Bucket(clock, BURST, PER_SECOND);
    this.#call = exchange.call;
    exchange.subscribe(() => this.#follow());
  }

  /** Begins to listen: once everybody who wants to hear has said so. */
  start() {
    this.#follow(); // first: what was said before is about the page that is there now
    this.exchange.on("together", (message) => this.#hear(message));
  }

  /** Whether the other side can be reached for this. @param {string} about @returns {Reach} */
  reach(about) {
    if (this.exchange.line === "mute") return "old";
    if (this.exchange.line === "away") return "away";
    if (this.#theirs) return this.#theirs.has(about) ? "yes" : "old";
    return this.#waited ? "old" : "away";
  }

  /** Leaves at once, or not at all. @param {string} about @param {object} [body] */
  say(about, body = {}) {
    this.exchange.sendNow("together", { ...body, about });
  }

  /** @param {string} about @param {(body: any) => void} listener must doubt everything in it */
  on(about, listener) {
    const listeners = this.#hearers.get(about) ?? new Listeners();
    this.#hearers.set(about, listeners);
    return listeners.add(listener);
  }

  /** What holds: said over every new channel, and by the returned function when it changed. @param {string} about @param {() => object} give */
  hold(about, give) {
    this.#standing.set(about, give);
    return () => this.say(about, give());
  }

  /** The line, or what the other page knows, changed. @param {() => void} listener */
  subscribe(listener) {
    return this.#news.add(listener);
  }

  /** The call is over, or another one begins. @param {() => void} listener */
  onover(listener) {
    return this.#over.add(listener);
  }

  #follow() {
    if (this.exchange.call !== this.#call) this.#begin();
    if (this.exchange.line === "open" && this.exchange.turn !== this.#turn) this.#greet();
    this.#news.tell();
  }

  #begin() {
    this.#call = this.exchange.call;
    this.#theirs = null;
    this.#boot = null;
    this.#waited = false;
    this.#timers.stopAll();
    this.#over.tell();
  }

  #greet() {
    this.#turn = this.exchange.turn;
    if (this.exchange.otherBoot !== this.#boot) {
      this.#theirs = null; // another page, or the same one loaded again
      this.#waited = false;
    }
    this.#boot = this.exchange.otherBoot;
    this.say("hello", { knows: this.#knows });
    for (const [about, give] of this.#standing) this.say(about, give());
    this.#timers.start("hello", PATIENCE_MS, () => {
      this.#waited = true;
      this.#news.tell();
    });
  }

  /** @param {{about?: unknown, knows?: unknown}} message */
  #hear(message) {
    if (!this.#bucket.take()) return;
    if (message.about === "hello") return this.#learn(message.knows);
    this.#hearers.get(String(message.about))?.tell(message);
  }

  /** @param {unknown} knows */
  #learn(knows) {
    if (!Array.isArray(knows)) return;
    this.#timers.stop("hello");
    this.#theirs = new Set(knows.slice(0, KNOWN_AT_MOST).filter((one) => typeof one === "string"));
    this.#news.tell();
  }
}
