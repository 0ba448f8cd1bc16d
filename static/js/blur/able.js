/** Whether a background can be blurred here, and by whom: said before it is asked for. */

/** Nobody; the system or the camera itself; the library (docs/decisions/0017). @typedef {"none" | "own" | "library"} Ability */

/**
 * A camera that blurs by itself, or the system around it (W3C mediacapture-extensions, backgroundBlur).
 * @param {Pick<MediaStreamTrack, "getCapabilities"> | null} track
 */
export function blursItself(track) {
  const told = /** @type {{backgroundBlur?: boolean[]} | undefined} */ (track?.getCapabilities?.());
  return told?.backgroundBlur?.includes(true) === true;
}

/** @param {Pick<MediaStreamTrack, "getCapabilities"> | null} track of the camera, if it is open @param {any} scope @returns {Ability} */
export function ability(track, scope = globalThis) {
  if (blursItself(track)) return "own";
  return hasWasm(scope) && hasCanvas(scope) && (hasStreams(scope) || hasCapture(scope)) ? "library" : "none";
}

/** Pictures go to the worker and back without passing through the page. @param {any} scope */
export function hasStreams(scope = globalThis) {
  return Boolean(scope.MediaStreamTrackProcessor && scope.MediaStreamTrackGenerator && scope.VideoFrame);
}

/** @param {any} scope */
const hasCapture = (scope) =>
  Boolean(scope.HTMLCanvasElement?.prototype?.captureStream && scope.createImageBitmap);

/** @param {any} scope */
const hasCanvas = (scope) =>
  Boolean(scope.Worker && scope.OffscreenCanvasRenderingContext2D && scope.DecompressionStream);

/** A module of one function that makes a vector of sixteen zeroes (WebAssembly 2.0, SIMD). */
const VECTOR = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[65, 0, 253, 15, 253, 98, 11],
];

/** Validating compiles nothing, so the page's policy allows it. @param {any} scope */
const hasWasm = (scope) => scope.WebAssembly?.validate?.(new Uint8Array(VECTOR)) === true;
