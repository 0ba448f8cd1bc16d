/** What the page gets by itself (views/load.js). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { loadInTime } from "../../static/js/views/load.js";
import { FakeClock } from "./fakes.js";

test("what cannot be had is tried again until it is there, and used once", async () => {
  const clock = new FakeClock();
  let away = true;
  let tried = 0;
  const used = /** @type {string[]} */ ([]);
  const get = async () => {
    tried += 1;
    if (away) throw new TypeError("Failed to fetch");
    return "part";
  };
  await loadInTime(get, (part) => used.push(part), clock);
  clock.pass(10_000);
  await turnOfTheLoop();
  assert.deepEqual([tried, used], [2, []]);
  away = false;
  clock.pass(10_000);
  await turnOfTheLoop();
  assert.deepEqual([tried, used], [3, ["part"]]);
  clock.pass(60_000);
  await turnOfTheLoop();
  assert.equal(tried, 3);
});
