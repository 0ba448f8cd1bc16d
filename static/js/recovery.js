/**
 * When to do what about media that has gone: an ICE restart on `disconnected` after 3 s (5 s for the polite peer, so
 * that the two do not collide), at once on `failed` or when the network is another one, again at 5, 12 and 22 s, a new epoch
 * at 30 s, and giving up at 45 s. It is over only when bytes come in again: `connected` alone has been seen to lie.
 *
 * A connection that has not come about in 10 s (12 s) is treated alike: without a usable pair of candidates browsers
 * stay `new` for ever, and never say `failed`.
 */

import { realClock } from "./clock.js";

const FIRST_MS = { polite: 5_000, impolite: 3_000 };
const LATE_MS = { polite: 12_000, impolite: 10_000 };
const AGAIN_MS = [5_000, 12_000, 22_000];
const NEW_EPOCH_MS = 30_000;
const GIVE_UP_MS = 45_000;
/** Chromium tells its pages of an address that changed up to 2 s later: a first search may know the old one only. */
const SEARCH_AGAIN_MS = 2_000;
/** Two restarts in so short a time are one. */
const APART_MS = 1_000;

/**
 * @typedef {{
 *   polite: boolean,
 *   restart: () => void,
 *   newEpoch: () => void,
 *   giveUp: () => void,
 *   clock?: import("./clock.js").Clock,
 *   since?: number | null,
 * }} RecoveryOptions
 */

export class Recovery {
  #options;
  #clock;
  /** @type {number | null} */
  #since = null;
  #restartedAt = -Infinity;
  #connected = false;
  /** @type {any[]} */
  #timers = [];
  /** @type {any} */
  #late = null;

  /** `since`: the trouble of the epoch before, when this one was made to end it. @param {RecoveryOptions} options */
  constructor(options) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    if (options.since != null) this.#resume(options.since);
  }

  /** When the present trouble began, milliseconds; null when all is well. */
  get since() {
    return this.#since;
  }

  /** The other side has spoken: now it is to connect. */
  expect() {
    if (this.#connected) return;
    this.#late ??= this.#clock.setTimeout(
      () => this.#connected || this.#begin(0),
      this.#options.polite ? LATE_MS.polite : LATE_MS.impolite,
    );
  }

  /** @param {RTCPeerConnectionState} state */
  stateChanged(state) {
    this.#connected = state === "connected";
    if (state === "failed") this.#hurry();
    else if (state === "disconnected")
      this.#begin(this.#options.polite ? FIRST_MS.polite : FIRST_MS.impolite);
  }

  /** The network changed, or the socket had to be opened anew while no media came. */
  networkChanged() {
    this.#hurry();
    this.#at(SEARCH_AGAIN_MS, () => this.#restart());
  }

  /** The machine slept: what was begun before has lost its time. */
  woke() {
    this.#end();
    this.#begin(0);
  }

  /** No media comes in, though the connection says nothing. */
  stalled() {
    this.#begin(this.#options.polite ? FIRST_MS.polite : FIRST_MS.impolite);
  }

  /** Media comes in (or none is expected). */
  flowing() {
    if (this.#connected && this.#since !== null) this.#end();
  }

  close() {
    this.#clock.clearTimeout(this.#late);
    this.#end();
  }

  #hurry() {
    if (this.#since === null) this.#begin(0);
    else this.#restart();
  }

  /** @param {number} firstMs */
  #begin(firstMs) {
    if (this.#since !== null) return;
    this.#since = this.#clock.now();
    if (firstMs === 0) this.#restart();
    else this.#at(firstMs, () => this.#restart());
    for (const ms of AGAIN_MS) if (ms > firstMs) this.#at(ms, () => this.#restart());
    this.#at(NEW_EPOCH_MS, this.#options.newEpoch);
    this.#at(GIVE_UP_MS, this.#options.giveUp);
  }

  /** @param {number} since */
  #resume(since) {
    this.#since = since;
    const gone = this.#clock.now() - since;
    for (const ms of AGAIN_MS) this.#at(ms, () => this.#restart());
    if (gone < NEW_EPOCH_MS) this.#at(NEW_EPOCH_MS - gone, this.#options.newEpoch);
    this.#at(Math.max(0, GIVE_UP_MS - gone), this.#options.giveUp);
  }

  #restart() {
    const now = this.#clock.now();
    if (now - this.#restartedAt < APART_MS) return;
    this.#restartedAt = now;
    this.#options.restart();
  }

  /** @param {number} ms @param {() => void} task */
  #at(ms, task) {
    this.#timers.push(this.#clock.setTimeout(task, ms));
  }

  #end() {
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers = [];
    this.#since = null;
  }
}
