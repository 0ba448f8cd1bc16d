/** What is asked of the browser for a choice of devices (W3C Media Capture and Streams, 5.4 and 12). Pure. */

import { sizeOf } from "./picture-size.js";

/**
 * @typedef {import("./device-choice.js").Choice} Choice
 * @typedef {import("./device-choice.js").Chosen} Chosen
 */

/**
 * The other side hears no echo of itself, and one channel, unless it is music that is to be heard: then nothing is
 * taken out of it.
 * @param {Choice} choice @param {boolean} exact this microphone or none @returns {MediaTrackConstraints}
 */
export function soundOf({ microphone, noise, gain, music }, exact) {
  return {
    echoCancellation: !music,
    noiseSuppression: noise && !music,
    autoGainControl: gain && !music,
    channelCount: { ideal: music ? 2 : 1 },
    ...device(microphone, exact),
  };
}

/** @param {Choice & {large?: boolean}} choice @param {boolean} exact this camera or none @returns {MediaTrackConstraints} */
export function pictureOf({ camera, facing, ...choice }, exact) {
  const { width, height, rate } = sizeOf(choice);
  return {
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: rate, max: rate },
    ...(camera ? device(camera, exact) : { facingMode: facing }),
  };
}

/** @param {Chosen | null} chosen @param {boolean} exact @returns {MediaTrackConstraints} */
function device(chosen, exact) {
  if (!chosen) return {};
  return { deviceId: exact ? { exact: chosen.id } : { ideal: chosen.id } };
}
