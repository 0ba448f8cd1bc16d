/**
 * Opens the camera with a blurred background: by the camera or the system where they can, else by blurred.js. Nothing
 * leaves this room that is not blurred; where that cannot be had there is no picture, and a word why.
 */

import { ability, blursItself } from "./able.js";
import { blurred } from "./blurred.js";

/**
 * @typedef {import("../media.js").Captured} Captured
 * @typedef {import("../device-choice.js").Choice} Choice
 * @typedef {import("./blurred.js").BlurProblem} BlurProblem
 * @typedef {{
 *   capture: () => Promise<Captured>,
 *   own: Pick<import("../local-media.js").LocalMedia, "tracks" | "problem" | "cameraOff" | "setCameraOff" | "letGoOfCamera">,
 *   preferences: {set(change: Partial<Choice>): void},
 *   blur?: typeof blurred,
 * }} Parts `capture`: of what was wished, as it is
 */

/** @param {Parts} parts @returns {Promise<Captured>} */
export async function captureBlurred({ capture, own, preferences, blur = blurred }) {
  const { tracks, problem } = await capture();
  const camera = tracks.find(({ kind }) => kind === "video");
  if (!camera) return { tracks, problem };
  const others = tracks.filter((track) => track !== camera);
  const trouble = (/** @type {MediaStreamTrack} */ of, /** @type {BlurProblem} */ why) => {
    if (own.tracks.video !== of || own.cameraOff) return;
    if (why === "blur_slow") preferences.set({ blur: false });
    own.problem = why;
    own.setCameraOff(true); // rather than the room as it is: that is for its person to decide
    own.letGoOfCamera();
  };
  if (await blurIn(camera)) {
    watch(camera, () => trouble(camera, "blur_failed"));
    return { tracks, problem };
  }
  try {
    if (ability(null) === "none") throw new Error("blur: this browser cannot");
    const made = blur(camera, (why) => trouble(made, why));
    return { tracks: [...others, made], problem };
  } catch {
    camera.stop();
    return { tracks: others, problem: "blur_failed" };
  }
}

/** Asks the camera itself. @param {MediaStreamTrack} camera @returns {Promise<boolean>} whether it does */
async function blurIn(camera) {
  return blursItself(camera) && (await ask(camera, true));
}

/** It was switched off: by the camera too, unless the system insists. @param {MediaStreamTrack | null} camera */
export async function blurOut(camera) {
  if (camera && blursItself(camera)) await ask(camera, false);
}

/** @param {MediaStreamTrack} camera @param {boolean} backgroundBlur @returns {Promise<boolean>} whether it is so */
async function ask(camera, backgroundBlur) {
  const wanted = /** @type {MediaTrackConstraints} */ ({ ...camera.getConstraints(), backgroundBlur });
  await camera.applyConstraints(wanted).catch(() => {}); // then it stays as it is, which is looked at
  return does(camera) === backgroundBlur;
}

/** @param {MediaStreamTrack} camera */
const does = (camera) =>
  /** @type {{backgroundBlur?: boolean}} */ (camera.getSettings()).backgroundBlur === true;

/** The system may switch it off, and says so on the track. @param {MediaStreamTrack} camera @param {() => void} onlost */
function watch(camera, onlost) {
  camera.addEventListener("configurationchange", () => {
    if (does(camera)) return;
    camera.enabled = false;
    onlost();
  });
}
