/** Looking closer at the other one's screen: wheel, pinch, drag, double click, keys and buttons. Loaded with the first screen. */

import { fitted, moved, whole, within, zoomed } from "../zoom.js";
import { byId, onPress, part, setText } from "./dom.js";

/** @typedef {import("../zoom.js").Point} Point */

const STEP = 1.25;
const CLOSER = 2;
/** Of the box, for one press of an arrow key. */
const MOVE = 0.1;
const KEYS = /** @type {Record<string, Point>} */ ({
  ArrowLeft: { x: 1, y: 0 },
  ArrowRight: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
});

/** @returns {{whole(): void}} shows all of it again */
export function mountZoom() {
  const box = byId("their-screen");
  const video = /** @type {HTMLVideoElement} */ (byId("screen"));
  const size = part(byId("zoom-fit"), "size");
  const middle = { x: 0, y: 0 };
  let zoom = whole;

  const room = () => ({ width: box.clientWidth, height: box.clientHeight });
  const fits = () => fitted({ width: video.videoWidth || 16, height: video.videoHeight || 9 }, room());
  const draw = (/** @type {import("../zoom.js").Zoom} */ next) => {
    zoom = next;
    video.style.transform =
      zoom.scale === 1 ? "" : `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`;
    box.toggleAttribute("data-zoomed", zoom.scale > 1);
    setText(size, `${Math.round(zoom.scale * 100)}%`);
  };
  const by = (/** @type {number} */ factor, /** @type {Point} */ at = middle) =>
    draw(zoomed(zoom, factor, at, fits(), room()));
  const move = (/** @type {Point} */ way) => draw(moved(zoom, way, fits(), room()));

  onPress(byId("zoom-in"), () => by(STEP));
  onPress(byId("zoom-out"), () => by(1 / STEP));
  onPress(byId("zoom-fit"), () => draw(whole));
  byId("zoom").addEventListener("mousedown", (event) => event.preventDefault());
  new ResizeObserver(() => draw(within(zoom, fits(), room()))).observe(box);
  box.addEventListener("wheel", (event) => wheel(event, box, by, move), { passive: false });
  box.addEventListener("dblclick", (event) =>
    zoom.scale > 1 ? draw(whole) : by(CLOSER, pointOf(event, box)),
  );
  box.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (way) move({ x: way.x * MOVE * box.clientWidth, y: way.y * MOVE * box.clientHeight });
    else if (event.key === "+" || event.key === "=") by(STEP);
    else if (event.key === "-") by(1 / STEP);
    else if (event.key === "0") draw(whole);
    else return;
    event.preventDefault();
  });
  followFingers(box, by, move);
  return { whole: () => draw(whole) };
}

/**
 * A turned wheel zooms, as in a map; two fingers of a touchpad come as a wheel with small steps and both ways: they
 * move, and zoom when pinched (the browser then says ctrl).
 * @param {WheelEvent} event @param {HTMLElement} box
 * @param {(factor: number, at: Point) => void} by @param {(way: Point) => void} move
 */
function wheel(event, box, by, move) {
  event.preventDefault();
  const { deltaX, deltaY, deltaMode, ctrlKey } = event;
  const fine = deltaMode === 0 && (deltaX !== 0 || Math.abs(deltaY) < 50);
  if (fine && !ctrlKey) return move({ x: -deltaX, y: -deltaY });
  const turned = deltaMode === 0 ? deltaY : deltaY * 30;
  by(Math.exp(-turned * (ctrlKey && fine ? 0.01 : 0.0022)), pointOf(event, box));
}

/**
 * One finger or the mouse moves, two zoom around the point between them.
 * @param {HTMLElement} box @param {(factor: number, at: Point) => void} by @param {(way: Point) => void} move
 */
function followFingers(box, by, move) {
  /** @type {Map<number, Point>} */
  const down = new Map();
  box.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, pointOf(event, box));
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event, box);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    down.set(event.pointerId, now);
    const share = other ? 2 : 1; // both fingers tell of the same move
    move({ x: (now.x - before.x) / share, y: (now.y - before.y) / share });
    if (other) by(distance(now, other) / Math.max(1, distance(before, other)), between(now, other));
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"]))
    box.addEventListener(end, (event) => down.delete(event.pointerId));
}

/** From the middle of the box. @param {MouseEvent} event @param {HTMLElement} box @returns {Point} */
function pointOf({ clientX, clientY }, box) {
  const { left, top, width, height } = box.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

/** @param {Point} one @param {Point} other */
const distance = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);

/** @param {Point} one @param {Point} other @returns {Point} */
const between = (one, other) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
