/** Which device is wanted, when one comes or goes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  choiceFrom,
  defaultIn,
  devicesIn,
  FIRST_CHOICE,
  find,
  renamed,
} from "../../static/js/device-choice.js";
import { plugged, together } from "../../static/js/hot-plug.js";

/** @typedef {import("../../static/js/device-choice.js").Info} Info */

/** @param {string} kind @param {string} id @param {string} [label] @param {string} [group] @returns {Info} */
const info = (kind, id, label = id, group = label) =>
  /** @type {Info} */ ({ kind: `${kind}`, deviceId: id, label, groupId: group });
/** @param {string} label whose alias it is @returns {Info} */
const system = (label) => info("audioinput", "default", `Default - ${label}`, label);
const desk = info("audioinput", "desk");
const headset = info("audioinput", "headset");
const headsetOut = info("audiooutput", "headset out", "headset");
const loud = info("audiooutput", "loud");
const front = info("videoinput", "front");
const back = info("videoinput", "back");

/** @param {Info[]} before @param {Info[]} after @param {Partial<import("../../static/js/device-choice.js").Choice>} [choice] @param {Partial<import("../../static/js/hot-plug.js").Using>} [using] */
const change = (before, after, choice = {}, using = {}) =>
  plugged({
    before,
    after,
    choice: { ...FIRST_CHOICE, ...choice },
    using: { audio: null, video: null, ...using },
  });
const chosen = (/** @type {Info} */ { deviceId: id, label }) => ({ id, label });

test("the system's device is what stands behind Chromium's alias, else the first", () => {
  assert.equal(defaultIn([system("headset"), desk, headset], "microphone")?.id, "headset");
  assert.equal(defaultIn([desk, headset], "microphone")?.id, "desk");
  assert.equal(defaultIn([], "microphone"), null);
});

test("aliases and nameless entries are no devices", () => {
  assert.deepEqual(
    devicesIn([system("desk"), info("audioinput", "communications"), info("audioinput", "")]),
    [],
  );
});

test("a device is found by id, else by label, and gets its new id", () => {
  const devices = devicesIn([desk, headset]);
  const moved = { id: "from another day", label: "headset" };
  assert.equal(find(devices, "microphone", chosen(desk))?.id, "desk");
  assert.equal(find(devices, "microphone", moved)?.id, "headset");
  assert.equal(find(devices, "microphone", { id: "gone", label: "" }), null);
  assert.deepEqual(renamed({ ...FIRST_CHOICE, microphone: moved }, devices), { microphone: chosen(headset) });
});

for (const kept of [
  null,
  7,
  "x",
  [],
  { camera: 5, music: "yes", facing: "up", speaker: { id: 1, label: "a" } },
])
  test(`what makes no sense is not chosen: ${JSON.stringify(kept)}`, () => {
    assert.deepEqual(choiceFrom(kept), FIRST_CHOICE);
  });

test("the system's new default is followed", () => {
  const after = [system("headset"), desk, headset];
  const { swap, offer } = change([system("desk"), desk], after, {}, { audio: "default" });
  assert.deepEqual([swap, offer], [["audio"], null]);
});

test("a headset that the system does not take is offered, not taken", () => {
  const after = [system("desk"), desk, headset, headsetOut];
  const { swap, offer } = change([system("desk"), desk], after, {}, { audio: "default" });
  assert.deepEqual([swap, offer?.id], [[], "headset"]);
  assert.deepEqual(
    together(devicesIn(after), /** @type {any} */ (offer)).map(({ id }) => id),
    ["headset", "headset out"],
  );
});

test("speakers alone are offered too, unless the system has taken them", () => {
  assert.equal(change([desk, loud], [desk, loud, headsetOut]).offer?.id, "headset out");
  assert.equal(change([desk, loud], [desk, headsetOut, loud]).offer, null);
});

test("the chosen one stays whatever the system prefers", () => {
  const choice = { microphone: chosen(desk) };
  const { swap, offer } = change([desk], [system("headset"), headset, desk], choice, { audio: "desk" });
  assert.deepEqual([swap, offer?.id], [[], "headset"]);
});

test("the chosen one is pulled out, then plugged in again", () => {
  const choice = { microphone: chosen(headset) };
  assert.deepEqual(change([headset, desk], [desk], choice, { audio: "headset" }).swap, ["audio"]);
  const back = change([desk], [desk, headset], choice, { audio: "desk" });
  assert.deepEqual([back.swap, back.offer], [["audio"], null]);
});

test("nothing to go to: the track says so itself", () => {
  assert.deepEqual(change([desk, front], [], {}, { audio: "desk", video: "front" }).swap, []);
});

test("a camera stays when another comes, goes to another when it is gone, and comes back when chosen", () => {
  assert.deepEqual(change([front], [back, front], {}, { video: "front" }).swap, []);
  assert.deepEqual(change([front, back], [back], {}, { video: "front" }).swap, ["video"]);
  assert.deepEqual(change([back], [front, back], { camera: chosen(front) }, { video: "back" }).swap, [
    "video",
  ]);
});

test("names that come with the first permission are nothing new", () => {
  assert.equal(change([info("audioinput", "", "")], [desk, headset]).offer, null);
});
