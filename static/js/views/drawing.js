/**
 * When the page is drawn: with the next frame, once for all that changed until then. While a call is being connected
 * it is drawn less often, and not before the descriptions went to and fro: drawing would stand before the answer, the
 * camera and the first picture, which the page's one thread hands on.
 */

import { isAnswered, isLive } from "../call-state.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {{subscribe(listener: (state: State) => void): unknown}} Source
 */

/** Nobody notices so short a wait. Frames do not come at all while the page is hidden. */
const LONGEST_MS = 120;
/** For so long after media began to flow the first picture may be on its way. */
const FIRST_MS = 300;

/**
 * Draws the present state at once, and the newest one after every change.
 * @param {Source} source @param {(state: State) => void} draw
 */
export function drawWithFrames(source, draw) {
  /** @type {State | null} */
  let drawn = null;
  let drawnAt = 0;
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
    drawnAt = Date.now();
    draw(newest);
  }

  function onFrame() {
    if (connecting(newest) && (newest.call?.mediaLink === "new" || Date.now() - drawnAt < LONGEST_MS))
      frame = requestAnimationFrame(onFrame);
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

/** Whether the call was answered, and its first media is on its way. @param {State} state */
function connecting({ call }) {
  if (!isLive(call) || !(call.role === "callee" || isAnswered(call))) return false;
  return call.since === null || Date.now() - call.since < FIRST_MS;
}
