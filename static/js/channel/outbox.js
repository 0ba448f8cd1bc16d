/**
 * What was said and is not known to have arrived; said again over every new channel. And what was heard, by the
 * page that said it, so that nothing is heard twice.
 */

/**
 * @typedef {import("./envelope.js").Message} Message
 * @typedef {{next: number, got: number, waiting: Message[]}} KeptOutbox
 */

/** More than this is not promised to arrive. */
export const OUTBOX_LIMIT = 200;
/** So many pages of the other person are told apart. */
const PAGES = 8;

export class Outbox {
  #next = 1;
  #got = 0;
  /** @type {Message[]} */
  #waiting = [];

  /** @param {KeptOutbox} [kept] from before a reload */
  constructor(kept) {
    if (kept) [this.#next, this.#got, this.#waiting] = [kept.next, kept.got, kept.waiting];
  }

  /** In the order they were said. @returns {readonly Message[]} */
  get waiting() {
    return this.#waiting;
  }

  /** @param {string} type @param {object} body @returns {(Message & {n: number}) | null} null where too much waits already */
  add(type, body) {
    if (this.#waiting.length >= OUTBOX_LIMIT) return null;
    const message = { ...body, type, n: this.#next++ };
    this.#waiting.push(message);
    return message;
  }

  /** The other page has everything up to this one. @param {number} got */
  settle(got) {
    this.#got = Math.min(Math.max(this.#got, got), this.#next - 1);
    this.#waiting = this.#waiting.filter(({ n }) => Number(n) > this.#got);
  }

  /** @param {number} n */
  arrived(n) {
    return n <= this.#got;
  }

  /** @returns {KeptOutbox} */
  kept() {
    return { next: this.#next, got: this.#got, waiting: this.#waiting };
  }
}

export class Heard {
  /** The last number of each page. @type {Map<string, number>} */
  #last;

  /** @param {[string, number][]} [kept] */
  constructor(kept = []) {
    this.#last = new Map(kept);
  }

  /** @param {string} page */
  last(page) {
    return this.#last.get(page) ?? 0;
  }

  /** Whether it is new; from now on it is not. @param {string} page @param {number} n */
  isNew(page, n) {
    if (n <= this.last(page)) return false;
    this.#last.delete(page);
    this.#last.set(page, n);
    for (const oldest of this.#last.keys()) if (this.#last.size > PAGES) this.#last.delete(oldest);
    return true;
  }

  /** @returns {[string, number][]} */
  kept() {
    return [...this.#last];
  }
}
