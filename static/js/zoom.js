/**
 * How a picture is looked at: so many times its fitting size, moved by so many pixels. Never smaller than it fits, and
 * never moved out of sight. Points and moves are in pixels from the middle of the box it is shown in. Pure.
 *
 * @typedef {{scale: number, x: number, y: number}} Zoom
 * @typedef {{width: number, height: number}} Size
 * @typedef {{x: number, y: number}} Point
 */

/** @type {Zoom} */
export const whole = Object.freeze({ scale: 1, x: 0, y: 0 });
const LARGEST = 8;

/** The picture's size in the box when all of it is to be seen. @param {Size} picture @param {Size} box @returns {Size} */
export function fitted(picture, box) {
  const by = Math.min(box.width / picture.width, box.height / picture.height);
  return { width: picture.width * by, height: picture.height * by };
}

/** Larger or smaller, with what is at the point staying there. @param {Zoom} zoom @param {number} factor @param {Point} at @param {Size} fits @param {Size} box @returns {Zoom} */
export function zoomed({ scale, x, y }, factor, at, fits, box) {
  const next = Math.min(LARGEST, Math.max(1, scale * factor));
  const by = next / scale;
  return within({ scale: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by }, fits, box);
}

/** @param {Zoom} zoom @param {Point} by @param {Size} fits @param {Size} box @returns {Zoom} */
export function moved({ scale, x, y }, by, fits, box) {
  return within({ scale, x: x + by.x, y: y + by.y }, fits, box);
}

/** No empty edge where there is picture left to show. @param {Zoom} zoom @param {Size} fits @param {Size} box @returns {Zoom} */
export function within({ scale, x, y }, fits, box) {
  const spare = (/** @type {number} */ size, /** @type {number} */ room) =>
    Math.max(0, (size * scale - room) / 2);
  return {
    scale,
    x: clamp(x, spare(fits.width, box.width)),
    y: clamp(y, spare(fits.height, box.height)),
  };
}

/** @param {number} value @param {number} most to either side */
const clamp = (value, most) => Math.min(most, Math.max(-most, value)) || 0;
