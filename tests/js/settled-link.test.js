/** Whether the page's socket is open, once that is known. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { settledLink } from "../../static/js/check/settled-link.js";
import { Listeners } from "../../static/js/listeners.js";
import { FakeClock } from "./fakes.js";

/** @type {any} */
let ringing;
/** @type {Listeners<[any]>} */
let listeners;
/** @type {FakeClock} */
let clock;

beforeEach(() => {
  listeners = new Listeners();
  clock = new FakeClock();
  ringing = {
    state: { link: { status: "connecting" } },
    subscribe: (/** @type {any} */ listener) => {
      listener(ringing.state);
      return listeners.add(listener);
    },
  };
});

const become = (/** @type {string} */ status) => {
  ringing.state = { link: { status } };
  listeners.tell(ringing.state);
};

test("an open socket is told at once", async () => {
  become("online");
  assert.equal(await settledLink(ringing, clock), "online");
  assert.equal(clock.waiting, 0);
});

test("a page that was just loaded is given time", async () => {
  const settled = settledLink(ringing, clock);
  clock.pass(1_000);
  become("waiting");
  become("online");
  assert.equal(await settled, "online");
  assert.equal(clock.waiting, 0);
});

test("but not for ever", async () => {
  const settled = settledLink(ringing, clock);
  clock.pass(5_000);
  assert.equal(await settled, "connecting");
});
