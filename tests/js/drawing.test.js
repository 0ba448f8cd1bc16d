/** When the page is drawn, with frames and hidden pages held by the test. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { drawWithFrames } from "../../static/js/views/drawing.js";

/** @type {Map<number, () => void>} */
const frames = new Map();
/** @type {any[]} */
let drawn;
/** @type {(state: any) => void} */
let tell;

const answered = { id: "one", role: "caller", server: "connecting", phase: "connecting", mediaLink: "new" };
const state = (/** @type {object} */ rest) => ({ call: null, ...rest });
const frame = () => {
  const due = [...frames.values()];
  frames.clear();
  for (const task of due) task();
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  frames.clear();
  Object.assign(globalThis, {
    document: { visibilityState: "visible" },
    requestAnimationFrame: (/** @type {() => void} */ task) => frames.set(frames.size + 1, task).size,
    cancelAnimationFrame: (/** @type {number} */ id) => frames.delete(id),
  });
  drawn = [];
  const source = {
    subscribe(/** @type {(state: any) => void} */ listener) {
      tell = listener;
      listener(state({ number: 0 }));
    },
  };
  drawWithFrames(/** @type {any} */ (source), (newest) => drawn.push(/** @type {any} */ (newest).number));
});

test("the page is drawn at once, then once a frame with the newest state", () => {
  assert.deepEqual(drawn, [0]);
  tell(state({ number: 1 }));
  tell(state({ number: 2 }));
  assert.deepEqual(drawn, [0]);
  frame();
  assert.deepEqual(drawn, [0, 2]);
  mock.timers.tick(1000);
  assert.deepEqual(drawn, [0, 2]);
});

test("a hidden page has no frames, and is drawn at once", () => {
  Object.assign(globalThis.document, { visibilityState: "hidden" });
  tell(state({ number: 1 }));
  assert.deepEqual(drawn, [0, 1]);
});

test("a page that is hidden before its frame comes is drawn all the same", () => {
  tell(state({ number: 1 }));
  mock.timers.tick(120);
  assert.deepEqual(drawn, [0, 1]);
});

test("while the caller answers the offer, drawing waits; once it connects, it does not", () => {
  tell(state({ number: 1, call: answered }));
  frame();
  frame();
  assert.deepEqual(drawn, [0]);
  tell(state({ number: 2, call: { ...answered, mediaLink: "connecting" } }));
  frame();
  assert.deepEqual(drawn, [0, 2]);
});

test("an offer that does not come is not waited for long", () => {
  tell(state({ number: 1, call: answered }));
  frame();
  mock.timers.tick(120);
  assert.deepEqual(drawn, [0, 1]);
});
