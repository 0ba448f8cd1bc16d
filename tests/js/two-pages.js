/** Two pages that speak to each other over channels held by the test: each epoch's can be opened, slowed and cut. */

import { Exchange } from "../../static/js/channel/exchange.js";
import { FakeClock, FakePage } from "./fakes.js";

export const CALL = "6f1c2a52-1d0b-4c8e-9d0b-0a9f5d2f7c11";

/** One end of an RTCDataChannel. */
export class FakeChannel extends EventTarget {
  readyState = "connecting";
  bufferedAmount = 0;
  /** @type {any} */
  onopen = null;
  /** @type {any} */
  onclose = null;
  /** @type {any} */
  onmessage = null;
  /** @type {FakeChannel} */
  other = this;
  /** Sent, and not delivered yet. @type {any[]} */
  way = [];
  /** Everything ever sent. @type {any[]} */
  sent = [];

  /** @param {any} data */
  send(data) {
    if (this.readyState !== "open") throw new Error("InvalidStateError");
    this.sent.push(data);
    this.way.push(data);
  }

  open() {
    this.readyState = "open";
    this.onopen?.({});
  }

  close() {
    this.readyState = "closed";
    this.way = [];
    this.onclose?.({});
  }

  /** What is on its way arrives. @param {number} [count] so many of it @returns {boolean} whether there was anything */
  deliver(count = Number.POSITIVE_INFINITY) {
    const arrived = this.way.splice(0, count);
    for (const data of arrived) this.other.onmessage?.({ data });
    return arrived.length > 0;
  }
}

/** @returns {[FakeChannel, FakeChannel]} */
function pairOfEnds() {
  const [one, two] = [new FakeChannel(), new FakeChannel()];
  [one.other, two.other] = [two, one];
  return [one, two];
}

export class TwoPages {
  clock = new FakeClock();
  alice = new Side(this.clock);
  bob = new Side(this.clock);

  /** A new epoch: new channels, not open yet. */
  begin() {
    const [control, bytes] = [pairOfEnds(), pairOfEnds()];
    this.alice.follow({ control: control[0], bytes: bytes[0] });
    this.bob.follow({ control: control[1], bytes: bytes[1] });
  }

  open() {
    for (const { channels } of [this.alice, this.bob]) {
      channels.control.open();
      channels.bytes.open();
    }
  }

  /** A new epoch, open, and everybody has said hello. */
  connect() {
    this.begin();
    this.open();
    this.deliver();
  }

  cut() {
    for (const { channels } of [this.alice, this.bob]) for (const one of Object.values(channels)) one.close();
  }

  /** Until nothing is on its way any more. */
  deliver() {
    while (this.ends.map((end) => end.deliver()).some(Boolean));
  }

  /** As deliver(), with all that is read, written and summed up meanwhile. @param {() => boolean} done */
  async until(done) {
    for (let turn = 0; turn < 20_000 && !done(); turn++) {
      this.ends.map((end) => end.deliver());
      this.clock.pass(5);
      await new Promise((next) => setImmediate(next));
    }
    if (!done()) throw new Error("It never came.");
  }

  get ends() {
    return [this.alice, this.bob].flatMap(({ channels }) => Object.values(channels));
  }
}

export class Side {
  page = new FakePage();
  /** @type {{control: FakeChannel, bytes: FakeChannel}} */
  channels = { control: new FakeChannel(), bytes: new FakeChannel() };

  /** @param {FakeClock} clock */
  constructor(clock) {
    this.clock = clock;
    this.exchange = this.#exchange();
  }

  /** @param {{control: FakeChannel, bytes: FakeChannel}} channels */
  follow(channels) {
    this.channels = channels;
    this.exchange.follow(CALL, /** @type {any} */ (channels));
  }

  /** What came of a type so far and from now on. @param {string} type */
  hears(type) {
    /** @type {any[]} */
    const heard = [];
    this.exchange.on(type, (message) => heard.push(message));
    return heard;
  }

  /** The other side's page, whatever it is, says this. @param {any} data */
  hearsRaw(data) {
    this.channels.control.onmessage?.({ data: typeof data === "string" ? data : JSON.stringify(data) });
  }

  reload() {
    this.page.goesAway();
    this.exchange.close();
    for (const one of Object.values(this.channels)) one.close();
    this.exchange = this.#exchange();
  }

  #exchange() {
    return new Exchange({ clock: this.clock, page: /** @type {any} */ (this.page) });
  }
}
