/**
 * What the two pages of a call say to each other, directly: `send` and `on`, over whatever data channel there is
 * just now. A channel goes with its epoch; what was not acknowledged is said again over the next one, in its order,
 * and heard once. The server has no part in it.
 */

import { newAttempt } from "../attempt.js";
import { Listeners } from "../listeners.js";
import { Timers } from "../timers.js";
import { decode, encode, isUnderstood } from "./envelope.js";
import { Hearers } from "./hearers.js";
import { Memory } from "./memory.js";
import { Heard, Outbox } from "./outbox.js";

/**
 * @typedef {import("./envelope.js").Message} Message
 * @typedef {import("./data-channels.js").Channels} Channels
 * @typedef {"away" | "open" | "mute"} Line away: nothing leaves just now; mute: the other program knows nothing of this
 * @typedef {"waiting" | "sent" | "delivered"} Fate
 */

/** The channel is open, and the other page has not said hello. */
const PATIENCE_MS = 5_000;

export class Exchange {
  /** What is kept over a reload. */
  memory;
  #timers;
  /** @type {string | null} */
  #call = null;
  /** @type {Channels | null | undefined} */
  #channels;
  /** @type {Line} */
  #line = "away";
  /** The other page: which, and since when it lives. @type {{page: string, boot: string} | null} */
  #other = null;
  /** Of this page, the same after it was loaded again; and of its present life. */
  #own = { page: "", boot: "" };
  #outbox = new Outbox();
  #heard = new Heard();
  #hearers = new Hearers();
  /** @type {Listeners<[]>} */
  #news = new Listeners();
  /** Rises with every channel that opens. */
  turn = 0;
  /** What comes over the channel for bytes. @type {((data: unknown) => void) | null} */
  onbytes = null;

  /** @param {{clock: import("../clock.js").Clock, page: import("./memory.js").Keeper}} options */
  constructor({ clock, page }) {
    this.memory = new Memory(page, () => this.#kept());
    this.#timers = /** @type {Timers<"hello">} */ (new Timers(clock));
  }

  /** @returns {string | null} the call it is about */
  get call() {
    return this.#call;
  }

  get line() {
    return this.#line;
  }

  /** The life of the other page: another one has forgotten what this one had under way. @returns {string | null} */
  get otherBoot() {
    return this.#other?.boot ?? null;
  }

  /** The open channel for bytes. @returns {RTCDataChannel | null} */
  get bytes() {
    const bytes = this.#channels?.bytes;
    return this.#line === "open" && bytes?.readyState === "open" ? bytes : null;
  }

  /** Whether there is a message of this type that nobody listens to yet. @param {string} type */
  holds(type) {
    return this.#hearers.held.some((one) => one.type === type);
  }

  /**
   * In line with the call: none begins no exchange and ends the one there was, with all it had.
   * @param {string | null} call @param {Channels | null | undefined} channels of the present epoch; null where the
   *   other side has none, undefined where that is not known yet
   */
  follow(call, channels) {
    if (call !== this.#call) this.#begin(call);
    if (call !== null && channels !== this.#channels) this.#attach(channels);
  }

  /**
   * @param {string} type @param {object} body
   * @returns {number | null} its number, for `fate`; null where too much waits already
   */
  send(type, body) {
    const message = this.#call === null ? null : this.#outbox.add(type, body);
    if (!message) return null;
    this.#put(message);
    this.#news.tell();
    return message.n;
  }

  /** For what is only true now: it leaves at once, or not at all. @param {string} type @param {object} body */
  sendNow(type, body) {
    this.#put({ ...body, type });
  }

  /** @param {number} n @returns {Fate} */
  fate(n) {
    if (this.#outbox.arrived(n)) return "delivered";
    return this.#line === "open" ? "sent" : "waiting";
  }

  /** @param {string} type @param {(message: any) => void} listener hears also what came before @returns {() => void} */
  on(type, listener) {
    return this.#hearers.on(type, listener);
  }

  /** The call, the line, or what became of a message changed. @param {() => void} listener @returns {() => void} */
  subscribe(listener) {
    return this.#news.add(listener);
  }

  close() {
    this.memory.close();
    this.#detach();
  }

  /** @param {string | null} call */
  #begin(call) {
    this.#detach();
    const kept = this.memory.recall(call);
    this.#call = call;
    this.#own = { page: kept?.page ?? newAttempt(), boot: newAttempt() };
    this.#outbox = new Outbox(kept?.outbox);
    this.#heard = new Heard(kept?.heard);
    this.#hearers.held = kept?.held ?? [];
    this.#other = null;
    this.#line = "away";
    this.#news.tell();
  }

  #kept() {
    if (this.#call === null) return null;
    const { held } = this.#hearers;
    const [outbox, heard] = [this.#outbox.kept(), this.#heard.kept()];
    return { call: this.#call, page: this.#own.page, held, outbox, heard };
  }

  /** @param {Channels | null | undefined} channels */
  #attach(channels) {
    this.#detach();
    this.#channels = channels;
    this.#is(channels === null ? "mute" : "away");
    if (!channels) return;
    const { control, bytes } = channels;
    control.onmessage = ({ data }) => this.#hear(decode(data));
    control.onclose = () => this.#is("away");
    bytes.onmessage = ({ data }) => this.onbytes?.(data);
    bytes.onopen = () => this.#news.tell();
    control.onopen = () => this.#opened();
    if (control.readyState === "open") this.#opened();
  }

  #detach() {
    this.#timers.stopAll();
    const { control, bytes } = this.#channels ?? {};
    if (control) control.onmessage = control.onopen = control.onclose = null;
    if (bytes) bytes.onmessage = bytes.onopen = null;
    this.#channels = undefined;
  }

  #opened() {
    this.#put({ type: "hello", ...this.#own });
    for (const message of this.#outbox.waiting) this.#put(message);
    this.#timers.start("hello", PATIENCE_MS, () => this.#is("mute"));
  }

  /** @param {Line} line */
  #is(line) {
    if (line === this.#line) return;
    this.#line = line;
    this.#news.tell();
  }

  /** @param {Message} message */
  #put(message) {
    const control = this.#channels?.control;
    if (control?.readyState === "open") control.send(encode(message));
  }

  /** @param {Message | null} message */
  #hear(message) {
    if (!message) return;
    const understood = isUnderstood(message);
    if (message.type === "hello") return understood ? this.#greeted(message) : undefined;
    if (!this.#other) return; // it did not say who it is
    if (message.type === "ack") return understood ? this.#settled(message) : undefined;
    if (message.n !== undefined && !this.#isNew(this.#other.page, message.n)) return;
    if (understood && !this.#hearers.hand(message)) this.#news.tell();
  }

  /** @param {Message} hello */
  #greeted({ page, boot }) {
    this.#timers.stop("hello");
    this.#other = { page: String(page), boot: String(boot) };
    this.turn += 1;
    this.#acknowledge(this.#other.page);
    this.#line = "open";
    this.#news.tell();
  }

  /** @param {Message} ack */
  #settled({ got }) {
    this.#outbox.settle(Number(got));
    this.#news.tell();
  }

  /** Acknowledged in any case: what is not understood here never will be. @param {string} page @param {number} n */
  #isNew(page, n) {
    const isNew = this.#heard.isNew(page, n);
    this.#acknowledge(page);
    return isNew;
  }

  /** @param {string} page */
  #acknowledge(page) {
    this.#put({ type: "ack", got: this.#heard.last(page) });
  }
}
