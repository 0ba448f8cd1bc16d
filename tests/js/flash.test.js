/** Light and vibration instead of a ring tone, and what screen readers are told of a ring and of oneself. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { initial } from "../../static/js/call-state.js";
import { alarm, flashes, keepFlashing, SHAKE, SWELL_MS } from "../../static/js/flash.js";
import { announced } from "../../static/js/views/words-announced.js";
import { bob, charlie, NOW } from "./snapshots.js";

/** @typedef {import("../../static/js/call-state.js").State} State */

/** @param {import("../../static/js/protocol.js").Person} from */
const ringOf = (from) => ({ call: from.username, from, media: "video", until: NOW });
const bobs = ringOf(bob);
const talking = { id: "one", phase: "connected", muted: false, cameraOff: false };
/** @param {object} change @returns {State} */
const state = (change) => /** @type {any} */ ({ ...initial, ...change });

test("a ring lights up the page of who wishes it, and stops", () => {
  const wishes = { flash: true, sound: true };
  assert.deepEqual(alarm(state({ rings: [bobs] }), wishes), { light: "page", shake: true });
  assert.deepEqual(alarm(state({}), wishes), { light: null, shake: false });
});

test("nobody else's page is lit; a phone vibrates unless it is to be quiet", () => {
  const ringing = state({ rings: [bobs] });
  assert.deepEqual(alarm(ringing, { flash: false, sound: true }), { light: null, shake: true });
  assert.deepEqual(alarm(ringing, { flash: false, sound: false }), { light: null, shake: false });
});

test("in a call only the edge is lit, and nothing shakes the microphone", () => {
  const second = state({ rings: [bobs], call: talking });
  assert.deepEqual(alarm(second, { flash: true, sound: true }), { light: "edge", shake: false });
  const over = state({ rings: [bobs], call: { ...talking, phase: "ended" } });
  assert.equal(alarm(over, { flash: true, sound: true }).light, "page");
});

test("the light is far below three flashes a second", () => {
  assert.ok(1000 / SWELL_MS <= 1);
  assert.ok(SHAKE.reduce((sum, part) => sum + part, 0) < SWELL_MS);
});

test("the wish is kept, and lives without storage", () => {
  const kept = new Map();
  const storage = /** @type {any} */ ({
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
  });
  assert.equal(flashes(storage), false);
  keepFlashing(true, storage);
  assert.equal(flashes(storage), true);
  keepFlashing(false, storage);
  assert.equal(flashes(storage), false);
  keepFlashing(true, null);
  assert.equal(flashes(null), false);
});

test("in a call a second ring is said; before one its dialog has the focus", () => {
  const inCall = { call: talking };
  assert.equal(announced(state(inCall), state({ ...inCall, rings: [bobs] })), "Bob is calling");
  assert.equal(announced(state({}), state({ rings: [bobs] })), "");
});

test("that a ring is over is said, unless it became the call", () => {
  const two = state({ rings: [bobs, ringOf(charlie)] });
  assert.equal(announced(two, state({ rings: [bobs] })), "Charlie has stopped ringing.");
  const accepted = state({ call: { ...talking, id: "bob", phase: "connecting" } });
  assert.equal(announced(state({ rings: [bobs] }), accepted), "");
});

test("one's own microphone and camera are said when they change within a call", () => {
  /** @param {object} change */
  const now = (change) => state({ call: { ...talking, ...change } });
  assert.equal(announced(now({}), now({ muted: true })), "Your microphone is off.");
  assert.equal(
    announced(now({ muted: true, cameraOff: true }), now({ cameraOff: true })),
    "Your microphone is on.",
  );
  assert.equal(announced(now({}), now({ cameraOff: true })), "Your camera is off.");
  assert.equal(announced(now({ cameraOff: true }), now({})), "Your camera is on.");
  assert.equal(announced(now({ phase: "connecting", cameraOff: true }), now({})), "");
  assert.equal(announced(now({}), state({})), "");
});
