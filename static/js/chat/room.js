/**
 * What the two people of a call write and send each other: the texts and files in their order. It is on their two
 * pages only, for as long as the call lasts.
 */

import { LONGEST_TEXT } from "../channel/envelope.js";
import { Transfers } from "../files/transfers.js";
import { Listeners } from "../listeners.js";

/**
 * @typedef {import("../files/transfers.js").Transfer} Transfer
 * @typedef {{
 *   key: string, kind: "text", mine: boolean, at: number, text: string, n: number | null,
 * }} Text `n`: of an own one, its number in the exchange
 * @typedef {{
 *   key: string, kind: "file", mine: boolean, at: number, file: number, name: string, size: number,
 *   result: import("../files/outgoing.js").Result | null,
 * }} Sending
 * @typedef {Text | Sending} Entry
 */

/** So many are shown. */
const LIMIT = 500;
/** UTF-16 code units of them that are kept over a reload: a page's storage is small. */
const KEPT = 400_000;

export class ChatRoom {
  /** @type {readonly Entry[]} */
  entries = [];
  /** What came and was not looked at. */
  unread = 0;
  /** What came last, and is news. @type {Entry | null} */
  latest = null;
  #exchange;
  #clock;
  /** @type {string | null} */
  #call = null;
  /** @type {Transfers | null} */
  #transfers = null;
  #next = 1;
  /** @type {Listeners<[]>} */
  #news = new Listeners();

  /** @param {{exchange: import("../channel/exchange.js").Exchange, clock: import("../clock.js").Clock}} options */
  constructor({ exchange, clock }) {
    this.#exchange = exchange;
    this.#clock = clock;
    this.#recall();
    exchange.on("chat", ({ text }) => this.#heard({ kind: "text", text, n: null }));
    this.#transfers = this.#makeTransfers();
    exchange.memory.keep("chat", () => this.#kept());
    exchange.subscribe(() => {
      this.#follow();
      this.#news.tell();
    });
  }

  /** Something changed: what was written, what became of it, the line. @param {() => void} listener */
  subscribe(listener) {
    return this.#news.add(listener);
  }

  get line() {
    return this.#exchange.line;
  }

  /** @param {string} text @returns {boolean} false where too much waits to be sent already */
  say(text) {
    const words = text.trim().slice(0, LONGEST_TEXT);
    if (!words) return true;
    const n = this.#exchange.send("chat", { text: words });
    if (n === null) return false;
    this.#add({ kind: "text", text: words, n }, true);
    return true;
  }

  /** Asks the other person whether they want these. @param {Iterable<File>} files */
  offer(files) {
    for (const file of files) this.#transfers?.offer(file);
  }

  /** @param {Text} entry @returns {import("../channel/exchange.js").Fate} */
  fate({ n }) {
    return n === null ? "delivered" : this.#exchange.fate(n);
  }

  /** How a file's journey goes; undefined where this page was loaded again since. @param {Sending} entry */
  transfer({ file }) {
    return this.#transfers?.get(file);
  }

  /** @param {Sending} entry @param {import("../files/incoming.js").Sink} sink */
  accept({ file }, sink) {
    this.#transfers?.accept(file, sink);
  }

  /** Declines or cancels. @param {Sending} entry */
  cancel({ file }) {
    this.#transfers?.cancel(file);
  }

  /** All of it was seen. */
  look() {
    if (this.unread === 0 && this.latest === null) return;
    this.unread = 0;
    this.latest = null;
    this.#news.tell();
  }

  #follow() {
    if (this.#exchange.call === this.#call) return;
    this.#transfers?.close();
    this.#recall();
    this.#transfers = this.#makeTransfers();
  }

  #recall() {
    this.#call = this.#exchange.call;
    const kept = this.#exchange.memory.found("chat");
    this.entries = kept?.entries ?? [];
    this.unread = kept?.unread ?? 0;
    this.#next = kept?.next ?? 1;
    this.latest = null;
  }

  #makeTransfers() {
    if (this.#call === null) return null;
    return new Transfers({
      exchange: this.#exchange,
      clock: this.#clock,
      onoffer: (one) => this.#offered(one),
      onchange: () => this.#news.tell(),
    });
  }

  /** @param {Transfer} one */
  #offered({ id, name, size, mine }) {
    const entry = { kind: /** @type {const} */ ("file"), file: id, name, size, result: null };
    if (mine) this.#add(entry, true);
    else this.#heard(entry);
  }

  /** @param {any} what */
  #heard(what) {
    this.unread += 1;
    this.latest = this.#add(what, false);
    this.#news.tell();
  }

  /** @param {any} what @param {boolean} mine @returns {Entry} */
  #add(what, mine) {
    /** @type {Entry} */
    const entry = { ...what, mine, key: String(this.#next++), at: this.#clock.now() };
    this.entries = [...this.entries, entry].slice(-LIMIT);
    this.#news.tell();
    return entry;
  }

  /** Files that were on their way are lost with the page; what is only asked is asked again by the other side. */
  #kept() {
    const entries = this.entries.filter((one) => !this.#isQuestion(one)).map((one) => this.#settled(one));
    let room = KEPT;
    const first = entries.findLastIndex((one) => {
      room -= one.kind === "text" ? one.text.length : one.name.length;
      return room < 0;
    });
    return { entries: entries.slice(first + 1), unread: this.unread, next: this.#next };
  }

  /** @param {Entry} entry */
  #isQuestion(entry) {
    return entry.kind === "file" && !entry.mine && this.transfer(entry)?.stage === "offered";
  }

  /** @param {Entry} entry @returns {Entry} */
  #settled(entry) {
    if (entry.kind === "text") return entry;
    return { ...entry, result: this.transfer(entry)?.result ?? entry.result ?? "lost" };
  }
}
