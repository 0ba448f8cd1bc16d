/**
 * When the page is drawn: with the next frame, once for all that changed until then. What the other side waits for
 * goes first: showing a call takes longer than answering it.
 */

import { isAnswered } from "../call-state.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {{subscribe(listener: (state: State) => void): unknown}} Source
 */

/** Frames do not come while the page is hidden, or when the browser has better to do. */
const LONGEST_MS = 120;

/**
 * Draws the present state at once, and the newest one after every change.
 * @param {Source} source @param {(state: State) => void} draw
 */
export function drawWithFrames(source, draw) {
  /** @type {State | null} */
  let drawn = null;
  /** @type {State} */
  let newest;
  let frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function drawNow() {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
    drawn = newest;
    draw(newest);
  }

  function onFrame() {
    if (answering(newest)) frame = requestAnimationFrame(onFrame);
    else drawNow();
  }

  source.subscribe((state) => {
    newest = state;
    if (drawn === null || document.visibilityState === "hidden") return drawNow();
    if (frame !== 0) return;
    frame = requestAnimationFrame(onFrame);
    timer = setTimeout(drawNow, LONGEST_MS);
  });
}

/** Whether the callee's offer is on its way or being answered: drawing would stand in between. @param {State} state */
function answering({ call }) {
  return isAnswered(call) && call.role === "caller" && call.mediaLink === "new";
}
