/**
 * How much of a file may be on its way: as much as the line takes without making the call wait. Picture and sound
 * share the line, and give way to whatever fills its queues; so the file gives way first. It grows while pieces are
 * acknowledged promptly and shrinks when that takes longer than on an empty line (after RFC 6817, LEDBAT).
 */

import { CHUNK } from "./chunks.js";

const MOST = 8 * 1024 * 1024;
const FIRST = 16 * CHUNK;
/** So much longer than at best an acknowledgement may take. */
const QUEUE_MS = 80;
/** The quickest of this long counts: one that took long may have waited for a busy page, a queue delays all of them. */
const LATELY_MS = 200;
/** For so long the best time is believed: routes change. */
const BEST_MS = 60_000;

export class Pace {
  #clock;
  #window = FIRST;
  #quick = true;
  /** @type {{ms: number, at: number}[]} */
  #samples = [];
  #best = Number.POSITIVE_INFINITY;
  #bestAt = 0;
  #shrunkAt = 0;
  /** When which byte had left. @type {{until: number, at: number}[]} */
  #sent = [];
  #got = 0;
  #left = 0;

  /** @param {import("../clock.js").Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** From this byte on, over another channel perhaps. @param {number} from */
  restart(from) {
    this.#sent = [];
    this.#got = this.#left = from;
    this.#window = FIRST;
    this.#quick = true;
    this.#samples = [];
    this.#best = Number.POSITIVE_INFINITY;
  }

  get hasRoom() {
    return this.#left === this.#got || this.#left - this.#got + CHUNK <= this.#window;
  }

  /** @param {number} until all before this byte has left */
  left(until) {
    this.#left = until;
    this.#sent.push({ until, at: this.#clock.now() });
  }

  /** @param {number} bytes so many have arrived, of all */
  got(bytes) {
    if (bytes <= this.#got || bytes > this.#left) return;
    const first = this.#sent.findIndex(({ until }) => until >= bytes);
    const now = this.#clock.now();
    this.#took(now - this.#sent[first].at, bytes - this.#got, now);
    this.#sent.splice(0, first + 1);
    this.#got = bytes;
  }

  /** @param {number} ms @param {number} bytes @param {number} now */
  #took(ms, bytes, now) {
    if (ms <= this.#best || now - this.#bestAt > BEST_MS) [this.#best, this.#bestAt] = [ms, now];
    this.#samples = [...this.#samples.filter(({ at }) => now - at < LATELY_MS), { ms, at: now }];
    const queued = Math.min(...this.#samples.map((one) => one.ms)) - this.#best;
    if (queued <= QUEUE_MS) this.#grow(bytes, queued);
    else if (now - this.#shrunkAt > ms) this.#shrink(now);
  }

  /** Boldly while nothing waits: by the whole in each round trip, later by a quarter. @param {number} bytes @param {number} queued */
  #grow(bytes, queued) {
    const bold = queued < QUEUE_MS / 2;
    const more = bold ? bytes * (this.#quick ? 1 : 0.25) : (CHUNK * bytes) / this.#window;
    this.#window = Math.min(MOST, this.#window + more);
  }

  /** @param {number} now */
  #shrink(now) {
    this.#quick = false;
    this.#samples = [];
    this.#shrunkAt = now;
    this.#window = Math.max(CHUNK, this.#window * 0.7);
  }
}
