/** A signalling line with a held socket and held time; what it heard and how it stood. */

import { afterEach, beforeEach } from "node:test";
import { Signalling } from "../../static/js/signalling.js";
import { FakeClock, FakePage, FakeSocket } from "./fakes.js";
import { welcome } from "./snapshots.js";

/** @type {FakeClock} */
export let clock;
/** @type {FakePage} */
export let page;
/** @type {Signalling} */
export let line;
/** @type {any[]} */
export let heard;
/** @type {[string, number | null][]} */
export let statuses;

beforeEach(() => {
  FakeSocket.all = [];
  clock = new FakeClock();
  page = new FakePage();
  line = new Signalling({
    url: "ws://localhost/ws/",
    page,
    clock,
    random: () => 1,
    Socket: /** @type {any} */ (FakeSocket),
  });
  heard = [];
  statuses = [];
  line.onmessage = (message) => heard.push(message);
  line.onlink = (status, retryAt) => statuses.push([status, retryAt]);
});

afterEach(() => line.close());

export const status = () => statuses[statuses.length - 1];

/** @param {import("../../static/js/protocol.js").Snapshot[]} [calls] */
export function greet(calls) {
  FakeSocket.last.open();
  FakeSocket.last.hear(welcome(calls));
}

export function goOnline() {
  line.open();
  greet();
}
