/**
 * How many bits a second what is sent may take at most, by what it is: the browser's own limits are made for a voice and
 * for 720 lines. Pure.
 */

/** Opus for music, where speech takes a third of it (RFC 7587, 3.1.1: fullband music 64 to 128 kbit/s). */
const MUSIC = 128_000;
/** A picture opened to save data (constraints.js). */
const SMALL = Object.freeze({ lines: 360, rate: 15, bits: 200_000 });

/** @param {Pick<MediaStreamTrack, "contentHint">} track of sound @returns {number | undefined} */
export function soundCeiling({ contentHint }) {
  return contentHint === "music" ? MUSIC : undefined;
}

/** @param {Pick<MediaTrackSettings, "height" | "frameRate">} settings of a camera's track @returns {number | undefined} */
export function pictureCeiling({ height, frameRate }) {
  const small = (height ?? Infinity) <= SMALL.lines && (frameRate ?? Infinity) <= SMALL.rate;
  return small ? SMALL.bits : undefined;
}
