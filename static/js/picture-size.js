/** How large the own picture is to be, and how many bits a second that takes at most. Pure. */

/** @typedef {import("./device-choice.js").Quality} Quality */
/** @typedef {{width: number, height: number, rate: number}} Size `rate`: pictures a second */

/** @type {Record<"saver" | "hd" | "fullhd" | "uhd", Size>} */
export const SIZES = Object.freeze({
  saver: { width: 640, height: 360, rate: 15 },
  hd: { width: 1280, height: 720, rate: 30 },
  fullhd: { width: 1920, height: 1080, rate: 60 },
  uhd: { width: 3840, height: 2160, rate: 30 },
});

/**
 * Saving data comes first. A blurred background is made picture by picture on this machine: HD is what there is time
 * for. Left to itself, the picture is as large as a chip encodes it without effort.
 * @param {{saver: boolean, blur: boolean, quality: Quality, large?: boolean}} choice `large`: a chip encodes Full HD
 * @returns {Size}
 */
export function sizeOf({ saver, blur, quality, large = false }) {
  if (saver) return SIZES.saver;
  if (blur) return SIZES.hd;
  if (quality !== "auto") return SIZES[quality];
  return large ? { ...SIZES.fullhd, rate: 30 } : SIZES.hd;
}

/** The steps there are for a camera, by what it says of itself. @param {{height?: {max?: number}} | undefined} told @returns {Quality[]} */
export function stepsOf(told) {
  const lines = told?.height?.max ?? 0;
  const larger = /** @type {const} */ (["hd", "fullhd", "uhd"]).filter((step) => lines >= SIZES[step].height);
  return ["auto", ...larger];
}

/** @param {unknown} given @returns {given is Quality} */
export const isQuality = (given) => ["auto", "hd", "fullhd", "uhd"].includes(/** @type {any} */ (given));

/** From so many lines on, and so many pictures a second, so many bits; a browser's own limits are made for 720 lines. */
const BITS = [
  { lines: 1_440, rate: 0, bits: 16_000_000 },
  { lines: 1_080, rate: 31, bits: 8_000_000 },
  { lines: 1_080, rate: 0, bits: 5_000_000 },
];
/** A picture opened to save data. */
const SMALL_BITS = 200_000;

/** @param {Pick<MediaTrackSettings, "height" | "frameRate">} settings of a camera's track @returns {number | undefined} */
export function pictureCeiling({ height, frameRate }) {
  const { saver } = SIZES;
  if ((height ?? Infinity) <= saver.height && (frameRate ?? Infinity) <= saver.rate) return SMALL_BITS;
  return BITS.find(({ lines, rate }) => (height ?? 0) >= lines && (frameRate ?? 0) >= rate)?.bits;
}
