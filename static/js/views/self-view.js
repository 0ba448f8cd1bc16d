/** The own picture: large while it rings out, then in a corner that is chosen by dragging or by key, and kept. */

import { isLive } from "../call-state.js";
import { byId, onPress, setAttribute, show } from "./dom.js";

/** @typedef {"bottom right" | "bottom left" | "top left" | "top right"} Corner */

const KEPT = "videocall.corner";
const CORNERS = /** @type {const} */ (["bottom right", "bottom left", "top left", "top right"]);
/** A press that moves less than this is a press. */
const SLACK = 6;

/** @param {import("../call.js").Call} call */
export function mountSelfView(call) {
  const frame = byId("self");
  const video = /** @type {HTMLVideoElement} */ (byId("own"));
  const handle = byId("self-move");
  settle(frame, kept());
  handle.addEventListener("keydown", (event) => {
    const corner = beside(cornerOf(frame), event.key);
    if (!corner) return;
    event.preventDefault();
    settle(frame, corner);
  });
  onPress(handle, () => settle(frame, following(cornerOf(frame))));
  drag(frame, handle);

  function paint() {
    const now = call.state.call;
    const stream = isLive(now) ? call.localStream : null;
    // Without a picture to come it would hold back the end of the page's loading, for good.
    const picture = stream?.getVideoTracks().length ? stream : null;
    if (video.srcObject !== picture) video.srcObject = picture;
    show(frame, isLive(now) && !now.cameraOff && picture !== null);
  }
  call.onstreams(paint);
  return { render: paint };
}

/** @param {HTMLElement} frame @param {HTMLElement} handle */
function drag(frame, handle) {
  /** @type {{x: number, y: number} | null} */
  let from = null;
  let moved = false;
  handle.addEventListener("pointerdown", (event) => {
    from = { x: event.clientX, y: event.clientY };
    moved = false;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    moved ||= Math.hypot(x, y) > SLACK;
    if (moved) frame.style.translate = `${x}px ${y}px`;
  });
  const drop = () => {
    if (from && moved) settle(frame, nearest(frame));
    frame.style.translate = "";
    from = null;
  };
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", drop);
  // The click that ends a drag is no press.
  handle.addEventListener("click", (event) => moved && event.stopImmediatePropagation(), { capture: true });
}

/** @param {HTMLElement} frame @returns {Corner} the corner of the stage its middle is in */
function nearest(frame) {
  const own = frame.getBoundingClientRect();
  const stage = byId("call").getBoundingClientRect();
  const low = own.top + own.height / 2 > stage.top + stage.height / 2;
  const right = own.left + own.width / 2 > stage.left + stage.width / 2;
  return `${low ? "bottom" : "top"} ${right ? "right" : "left"}`;
}

/** @param {HTMLElement} frame */
const cornerOf = (frame) => /** @type {Corner} */ (frame.dataset.corner);

/** @param {Corner} corner @returns {Corner} */
const following = (corner) => CORNERS[(CORNERS.indexOf(corner) + 1) % CORNERS.length];

/** @param {Corner} corner @param {string} key @returns {Corner | null} */
function beside(corner, key) {
  const [height, side] = corner.split(" ");
  /** @type {Record<string, string>} */
  const moved = {
    ArrowUp: `top ${side}`,
    ArrowDown: `bottom ${side}`,
    ArrowLeft: `${height} left`,
    ArrowRight: `${height} right`,
  };
  return /** @type {Corner | undefined} */ (moved[key]) ?? null;
}

/** @param {HTMLElement} frame @param {Corner} corner */
function settle(frame, corner) {
  setAttribute(frame, "data-corner", corner);
  localStorage.setItem(KEPT, corner);
}

/** @returns {Corner} */
function kept() {
  const corner = localStorage.getItem(KEPT);
  return CORNERS.find((one) => one === corner) ?? CORNERS[0];
}
