/** Held time, a held socket and a held page, for tests of what talks to the browser. */

import { NOW } from "./snapshots.js";

export class FakeClock {
  #now = NOW;
  #next = 1;
  /** @type {Map<number, {at: number, task: () => void}>} */
  #timers = new Map();

  now = () => this.#now;

  setTimeout = (/** @type {() => void} */ task, /** @type {number} */ ms) => {
    this.#timers.set(this.#next, { at: this.#now + ms, task });
    return this.#next++;
  };

  clearTimeout = (/** @type {any} */ timer) => void this.#timers.delete(timer);

  /** Lets time pass, and everything due in it happen in order. @param {number} ms */
  pass(ms) {
    const end = this.#now + ms;
    for (let due = this.#due(end); due !== null; due = this.#due(end)) {
      const [id, timer] = due;
      this.#timers.delete(id);
      this.#now = Math.max(this.#now, timer.at);
      timer.task();
    }
    this.#now = end;
  }

  /** The machine sleeps: time goes on, and nothing happens before it is over. @param {number} ms */
  sleep(ms) {
    this.#now += ms;
  }

  get waiting() {
    return this.#timers.size;
  }

  /** @param {number} end */
  #due(end) {
    const due = [...this.#timers].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at);
    return due[0] ?? null;
  }
}

/** A WebSocket whose other end is the test. */
export class FakeSocket {
  /** @type {FakeSocket[]} */
  static all = [];
  /** @type {any} */
  onopen = null;
  /** @type {any} */
  onmessage = null;
  /** @type {any} */
  onclose = null;
  /** @type {any[]} */
  sent = [];
  /** @type {number | undefined | null} null while it is open */
  closed = null;
  iceServersGiven = 0;

  /** @param {string} url @param {string} protocol */
  constructor(url, protocol) {
    this.url = url;
    this.protocol = protocol;
    FakeSocket.all.push(this);
  }

  static get last() {
    return FakeSocket.all[FakeSocket.all.length - 1];
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  /** @param {number} [code] */
  close(code) {
    this.closed = code;
  }

  /** The server says this. @param {object | string} message */
  hear(message) {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }

  open() {
    this.onopen?.({});
  }

  /** The other end, or the network, closes it. @param {number} code */
  drop(code) {
    this.closed = code;
    this.onclose?.({ code });
  }

  /** What was sent on these channels. @param {...string} channels */
  on(...channels) {
    return this.sent.filter((message) => channels.includes(message.channel));
  }
}

/** A page.js whose storage and events the test holds. */
export class FakePage {
  /** @type {any} */
  identity = null;
  /** @type {any} */
  intent = null;
  /** @type {any} */
  choice = null;
  /** @type {any} */
  exchange = null;
  /** @type {string | null} */
  callId = null;
  /** @type {(string | null)[]} */
  shown = [];
  /** @type {(() => void)[]} */
  #returns = [];
  /** @type {(() => void)[]} */
  #hides = [];
  /** @type {(() => void)[]} */
  #onlines = [];

  takeIdentity() {
    const identity = this.identity;
    this.identity = null;
    return identity;
  }

  keepIdentity(/** @type {any} */ identity) {
    this.identity = identity;
  }

  takeIntent() {
    const intent = this.intent;
    this.intent = null;
    return intent;
  }

  remember(/** @type {any} */ choice) {
    this.choice = choice;
  }

  recall(/** @type {string} */ call) {
    return this.choice?.call === call ? this.choice : null;
  }

  takeExchange() {
    const kept = this.exchange;
    this.exchange = null;
    return kept;
  }

  keepExchange(/** @type {any} */ exchange) {
    this.exchange = structuredClone(exchange);
  }

  showCall(/** @type {string | null} */ call) {
    this.callId = call;
    this.shown.push(call);
  }

  onreturn = (/** @type {() => void} */ task) => listen(this.#returns, task);
  onhide = (/** @type {() => void} */ task) => listen(this.#hides, task);
  ononline = (/** @type {() => void} */ task) => listen(this.#onlines, task);

  /** The page is looked at again. */
  comesBack() {
    for (const task of this.#returns) task();
  }

  goesAway() {
    for (const task of this.#hides) task();
  }

  /** The network is back. */
  comesOnline() {
    for (const task of [...this.#onlines, ...this.#returns]) task();
  }
}

/** @param {(() => void)[]} tasks @param {() => void} task */
function listen(tasks, task) {
  tasks.push(task);
  return () => void tasks.splice(tasks.indexOf(task), 1);
}
