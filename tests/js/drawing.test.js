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

const answered = { id: "one", phase: "connecting", since: null, mediaLink: "new" };
const sides = [
  { ...answered, role: "caller", server: "connecting" },
  { ...answered, role: "callee", server: null },
];
const state = (/** @type {object} */ rest) => ({ call: null, ...rest });
const frame = () => {
  const due = [...frames.values()];
  frames.clear();
  for (const task of due) task();
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
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

for (const call of sides) {
  test(`while the ${call.role}'s descriptions are under way drawing waits, then it goes ahead`, () => {
    tell(state({ number: 1, call }));
    frame();
    frame();
    assert.deepEqual(drawn, [0]);
    tell(state({ number: 2, call: { ...call, mediaLink: "connecting" } }));
    mock.timers.tick(100);
    frame();
    mock.timers.tick(20);
    assert.deepEqual(drawn, [0, 2]);
  });

  test(`once drawn, the ${call.role}'s first picture comes before the next drawing`, () => {
    mock.timers.tick(500);
    tell(state({ number: 1, call: { ...call, mediaLink: "connecting" } }));
    frame();
    assert.deepEqual(drawn, [0, 1]);
    tell(state({ number: 2, call: { ...call, mediaLink: "connected", since: Date.now() } }));
    frame();
    assert.deepEqual(drawn, [0, 1]);
    mock.timers.tick(120);
    assert.deepEqual(drawn, [0, 1, 2]);
    mock.timers.tick(300);
    tell(state({ number: 3, call: { ...call, mediaLink: "connected", since: Date.now() - 420 } }));
    frame();
    assert.deepEqual(drawn, [0, 1, 2, 3]);
  });

  test(`the ${call.role} does not wait long for media`, () => {
    tell(state({ number: 1, call }));
    frame();
    mock.timers.tick(120);
    assert.deepEqual(drawn, [0, 1]);
  });

  test(`the ${call.role} sees at once that the connection broke`, () => {
    tell(state({ number: 1, call: { ...call, server: "reconnecting", since: 1 } }));
    frame();
    assert.deepEqual(drawn, [0, 1]);
  });
}

test("a call that rings out is drawn at once", () => {
  tell(state({ number: 1, call: { ...answered, role: "caller", server: "ringing", mediaLink: "new" } }));
  frame();
  assert.deepEqual(drawn, [0, 1]);
});
