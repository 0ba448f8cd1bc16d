/**
 * The only WebSocket: says hello, answers the server's heartbeat, comes back by itself after a gap and resumes as
 * the same device. docs/protocol.md is the contract.
 *
 * Timers of a hidden page are slow, so the heartbeat is answered from onmessage, and a gap is noticed at the
 * latest when the page becomes visible.
 */

import { backoff } from "./backoff.js";
import { realClock } from "./clock.js";
import { Intents } from "./intents.js";
import { warn } from "./log.js";
import { BadMessage, CLOSE, encode, parse, SUBPROTOCOL, VERSION } from "./protocol.js";
import { Timers } from "./timers.js";

/**
 * @typedef {import("./protocol.js").ServerMessage} ServerMessage
 * @typedef {import("./call-state.js").LinkStatus} LinkStatus
 * @typedef {{device: string, resume: string}} Identity
 * @typedef {{
 *   url: string,
 *   page: {takeIdentity(): Identity | null, keepIdentity(identity: Identity | null): void,
 *     onreturn(task: () => void): () => void, onhide(task: () => void): () => void},
 *   clock?: import("./clock.js").Clock,
 *   random?: () => number,
 *   Socket?: new (url: string, protocol: string) => WebSocket,
 * }} Options
 */

/** From opening the socket to the welcome. */
const WELCOME_MS = 8_000;
const HANGS_MS = 3_000;
/** The server pings every 20 s. */
const SILENCE_MS = 45_000;
const PONG_MS = 1_000;

export class Signalling {
  /** @type {(message: ServerMessage) => void} */
  onmessage = () => {};
  /** @type {(status: LinkStatus, retryAt: number | null) => void} */
  onlink = () => {};
  /** Somebody waits: after a gap it is tried again sooner. */
  urgent = false;

  #options;
  #clock;
  #random;
  #intents = new Intents();
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Identity | null} */
  #identity = null;
  /** @type {LinkStatus} */
  #status = "waiting";
  #attempt = 0;
  #begunAt = 0;
  #refusals = 0;
  #leastMs = 0;
  /** @type {Timers<"retry" | "silence" | "pong">} */
  #timers;
  /** @type {(() => void)[]} */
  #unlisten = [];

  /** Opens nothing yet. @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    this.#timers = new Timers(this.#clock);
    this.#random = options.random ?? Math.random;
  }

  /** Starts; set `onmessage` and `onlink` before. */
  open() {
    if (this.#unlisten.length > 0) return;
    this.#identity = this.#options.page.takeIdentity();
    this.#unlisten = [
      this.#options.page.onreturn(() => this.#returned()),
      this.#options.page.onhide(() => this.#hidden()),
    ];
    this.#connect();
  }

  get online() {
    return this.#status === "online";
  }

  /** Sends now or not at all. @param {import("./protocol.js").ClientMessage} message @returns {boolean} whether it went out */
  send(message) {
    if (!this.online) return false;
    this.#write(message);
    return true;
  }

  /** Sends now, and again after every gap until the server has heard it. @param {import("./protocol.js").Request} request */
  request(request) {
    this.#intents.add(request, this.#clock.now());
    this.send(request);
  }

  /** Takes back what may not have gone out yet. @param {import("./protocol.js").Request["channel"]} channel */
  withdraw(channel) {
    this.#intents.withdraw(channel);
  }

  /** Asks whether the line still lives; without an answer within 1 s the socket is opened anew. */
  probe() {
    if (!this.online || this.#timers.runs("pong")) return;
    this.#write({ channel: "ping" });
    this.#timers.start("pong", PONG_MS, () => this.#lost());
  }

  /** Tries at once, also after the page was replaced. */
  reconnect() {
    if (this.online) this.probe();
    else if (this.#status !== "signed_out" && this.#status !== "incompatible") this.#connect();
  }

  close() {
    for (const unlisten of this.#unlisten) unlisten();
    this.#unlisten = [];
    this.#abandon(1000);
    this.#timers.stopAll();
  }

  #connect() {
    this.#abandon();
    this.#timers.stopAll();
    this.#options.page.keepIdentity(null);
    this.#begunAt = this.#clock.now();
    this.#tell("connecting", null);
    const Socket = this.#options.Socket ?? WebSocket;
    const socket = new Socket(this.#options.url, SUBPROTOCOL);
    this.#socket = socket;
    socket.onopen = () => this.#write({ channel: "hello", ...this.#identity });
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = (event) => this.#closed(event.code);
    this.#timers.start("silence", WELCOME_MS, () => this.#lost());
  }

  /** Lets go of the present socket; nothing of it is heard any more. @param {number} [code] */
  #abandon(code) {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  /** @param {unknown} frame */
  #receive(frame) {
    this.#timers.stop("pong");
    if (this.online) this.#timers.start("silence", SILENCE_MS, () => this.#lost());
    const message = this.#parsed(frame);
    if (!message) return;
    if (message.channel === "ping") this.#write({ channel: "pong", nonce: message.nonce });
    else if (message.channel === "going_away") this.#leastMs = message.after_ms;
    else if (message.channel === "welcome") this.#welcomed(message);
    else if (message.channel !== "pong") this.#pass(message);
  }

  /** @param {unknown} frame */
  #parsed(frame) {
    try {
      return parse(frame);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      warn(`signalling: ignored a frame, ${error.message}`);
      return null;
    }
  }

  /** @param {import("./protocol.js").Welcome} message */
  #welcomed(message) {
    if (message.version !== VERSION) return this.#stopWith("incompatible");
    this.#identity = { device: message.device, resume: message.resume };
    this.#attempt = this.#refusals = this.#leastMs = 0;
    this.#timers.start("silence", SILENCE_MS, () => this.#lost());
    this.#tell("online", null);
    this.#intents.heard(message);
    for (const request of this.#intents.pending(this.#clock.now())) this.#write(request);
    this.onmessage(message);
  }

  /** @param {ServerMessage} message */
  #pass(message) {
    this.#intents.heard(message);
    this.onmessage(message);
  }

  /** @param {number} code */
  #closed(code) {
    this.#socket = null;
    if (code === CLOSE.SESSION_ENDED) return this.#stopWith("signed_out");
    if (code === CLOSE.REPLACED) return this.#stopWith("replaced");
    if (code === CLOSE.PROTOCOL && ++this.#refusals > 2) return this.#stopWith("incompatible");
    if (code === CLOSE.ABUSE) this.#leastMs = 60_000;
    this.#wait();
  }

  /** The line is dead, though the socket may still look open. */
  #lost() {
    this.#abandon(CLOSE.HEARTBEAT);
    if (this.online) this.#connect();
    else this.#wait();
  }

  #wait() {
    this.#timers.stopAll();
    const ms = this.#leastMs + backoff(this.#attempt++, this.#random, { urgent: this.urgent });
    this.#tell("waiting", this.#clock.now() + ms);
    this.#timers.start("retry", ms, () => this.#connect());
  }

  /** The network is back, or the page is looked at again. */
  #returned() {
    if (this.online) this.probe();
    else if (this.#status === "waiting" || this.#hangs()) this.#connect();
  }

  /** Opening a socket goes on for so long that it may have begun in another network. */
  #hangs() {
    return this.#status === "connecting" && this.#clock.now() - this.#begunAt > HANGS_MS;
  }

  /** The page goes, or is kept for the *back* button: then it connects again when it is shown. */
  #hidden() {
    this.#options.page.keepIdentity(this.#identity);
    this.#timers.stopAll();
    this.#abandon(1000);
    if (this.online || this.#status === "connecting") this.#tell("waiting", null);
  }

  /** @param {LinkStatus} status */
  #stopWith(status) {
    this.#abandon(1000);
    this.#timers.stopAll();
    this.#tell(status, null);
  }

  /** @param {LinkStatus} status @param {number | null} retryAt */
  #tell(status, retryAt) {
    this.#status = status;
    this.onlink(status, retryAt);
  }

  /** @param {import("./protocol.js").ClientMessage} message */
  #write(message) {
    this.#socket?.send(encode(message));
  }
}
