/** The files of one call, both ways: what is said of them between the pages, and who hears it. */

import { unpacked } from "./chunks.js";
import { Incoming } from "./incoming.js";
import { Outgoing } from "./outgoing.js";

/**
 * @typedef {Outgoing | Incoming} Transfer
 * @typedef {import("../channel/exchange.js").Exchange} Exchange
 */

/** Questions of the other side that wait for an answer; more are declined unasked. */
const QUESTIONS = 20;

/** What the sender of a file can say of its end. */
const SENDERS = new Set(["cancelled", "unreadable", "lost"]);

export class Transfers {
  /** @type {Map<number, Transfer>} */
  #all = new Map();
  #exchange;
  #clock;
  #onoffer;
  #onchange;
  #turn;
  #otherBoot;
  /** @type {(() => void)[]} */
  #stop = [];

  /**
   * @param {{
   *   exchange: Exchange, clock: import("../clock.js").Clock,
   *   onoffer: (transfer: Transfer) => void, onchange: () => void,
   * }} options `onoffer`: there is one more, of either side
   */
  constructor({ exchange, clock, onoffer, onchange }) {
    this.#exchange = exchange;
    this.#clock = clock;
    this.#onoffer = onoffer;
    this.#onchange = onchange;
    this.#turn = exchange.turn;
    this.#otherBoot = exchange.otherBoot;
    this.#listen();
  }

  /** @param {number} id */
  get(id) {
    return this.#all.get(id);
  }

  /** Asks the other side whether they want it. @param {File} file */
  offer(file) {
    const [id] = crypto.getRandomValues(new Uint32Array(1));
    const [line, clock, onchange] = [this.#exchange, this.#clock, this.#onchange];
    this.#add(new Outgoing({ id, file, line, clock, onchange }));
  }

  /** @param {number} id @param {import("./incoming.js").Sink} sink */
  accept(id, sink) {
    const one = this.#all.get(id);
    if (one instanceof Incoming) one.accept(sink);
    else void sink.discard();
  }

  /** Declines or cancels it, on both sides. @param {number} id */
  cancel(id) {
    const one = this.#all.get(id);
    if (!one || one.stage === "ended") return;
    const result = one instanceof Incoming && one.stage === "offered" ? "declined" : "cancelled";
    this.#exchange.send("file_end", { file: id, result });
    one.end(result);
  }

  /** The call is over: what was under way is lost. */
  close() {
    for (const stop of this.#stop) stop();
    this.#exchange.onbytes = null;
    for (const one of this.#all.values()) one.end("lost");
  }

  #listen() {
    const exchange = this.#exchange;
    this.#stop = [
      exchange.on("file_offer", (offer) => this.#offered(offer)),
      exchange.on("file_wanted", ({ file, from }) => this.#wanted(file, from)),
      exchange.on("file_got", ({ file, bytes }) => this.#outgoing(file)?.got(bytes)),
      exchange.on("file_done", ({ file, sum }) => this.#incoming(file)?.sent(sum)),
      exchange.on("file_end", ({ file, result }) => this.#ended(file, result)),
      exchange.subscribe(() => this.#lineChanged()),
    ];
    exchange.onbytes = (data) => this.#take(data);
  }

  /** @param {any} offer */
  #offered(offer) {
    if (this.#all.has(offer.file)) return;
    const open = [...this.#all.values()].filter(({ mine, stage }) => !mine && stage === "offered");
    if (open.length >= QUESTIONS)
      return void this.#exchange.send("file_end", { file: offer.file, result: "declined" });
    this.#add(new Incoming({ offer, line: this.#exchange, onchange: this.#onchange }));
  }

  /** @param {number} id @param {number} from */
  #wanted(id, from) {
    const one = this.#outgoing(id);
    if (one) one.wanted(from);
    else this.#exchange.send("file_end", { file: id, result: "lost" }); // of this page's life before
  }

  /** Only the side that receives it knows whether it was saved. @param {number} id @param {import("./outgoing.js").Result} result */
  #ended(id, result) {
    const one = this.#all.get(id);
    one?.end(one.mine || SENDERS.has(result) ? result : "cancelled");
  }

  /** @param {unknown} data */
  #take(data) {
    const chunk = unpacked(data);
    if (chunk) this.#incoming(chunk.file)?.take(chunk.at, chunk.bytes);
  }

  #lineChanged() {
    const { turn, otherBoot } = this.#exchange;
    if (this.#otherBoot && otherBoot !== this.#otherBoot) this.#forgotten();
    this.#otherBoot = otherBoot;
    if (turn !== this.#turn) this.#resume();
    this.#turn = turn;
    for (const one of this.#all.values()) if (one instanceof Outgoing) one.lineChanged();
  }

  /** The other page is not the one it was: it has no file any more, and nothing of one. */
  #forgotten() {
    for (const one of this.#all.values()) {
      if (one instanceof Outgoing && one.stage === "offered") one.ask();
      else one.end("lost");
    }
  }

  #resume() {
    for (const one of this.#all.values()) {
      if (one instanceof Outgoing) one.pause();
      else one.ask();
    }
  }

  /** @param {Transfer} one */
  #add(one) {
    this.#all.set(one.id, one);
    this.#onoffer(one);
    this.#onchange();
  }

  /** @param {number} id */
  #outgoing(id) {
    const one = this.#all.get(id);
    return one instanceof Outgoing ? one : undefined;
  }

  /** @param {number} id */
  #incoming(id) {
    const one = this.#all.get(id);
    return one instanceof Incoming ? one : undefined;
  }
}
