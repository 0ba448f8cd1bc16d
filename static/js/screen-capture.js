/**
 * The only getDisplayMedia (W3C Screen Capture): the person chooses in the browser's own picker what is shown. Called
 * on a click only: the browser asks each time, and wants the click.
 */

/**
 * Why no screen is shown. `blocked`: by the system or a rule, without the person being asked; `refused`: the other
 * one's program takes no screen; `reloaded`: the page was loaded again, which ends every capture.
 * @typedef {"blocked" | "unsupported" | "insecure" | "failed" | "refused" | "reloaded"} ScreenProblem
 * @typedef {{audio: MediaStreamTrack | null, video: MediaStreamTrack}} ScreenTracks
 * @typedef {{tracks: ScreenTracks | null, problem: ScreenProblem | null}} CapturedScreen neither: the person chose nothing
 */

/** No hand closes a picker so fast: it was not the person who said no. */
const UNASKED_MS = 250;
/** Sharp, and still within what a processor codes: a larger screen is scaled by the browser. */
const VIDEO = { frameRate: { ideal: 30, max: 30 }, width: { max: 2560 }, height: { max: 1600 } };
/** As it is: what cleans up a voice ruins music. */
const AUDIO = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** Why this browser shows no screen at all, or null. @returns {ScreenProblem | null} */
export function screenUnavailable() {
  if (typeof navigator.mediaDevices?.getDisplayMedia === "function") return null;
  return globalThis.isSecureContext ? "unsupported" : "insecure";
}

/** Never fails. @returns {Promise<CapturedScreen>} */
export async function captureScreen() {
  const missing = screenUnavailable();
  if (missing) return { tracks: null, problem: missing };
  const asked = performance.now();
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia(wish());
    const [video] = stream.getVideoTracks();
    const [audio = null] = stream.getAudioTracks();
    return { tracks: { audio, video }, problem: null };
  } catch (error) {
    const waited = performance.now() - asked;
    return { tracks: null, problem: meaningOf(/** @type {Error} */ (error), waited) };
  }
}

/**
 * The whole system's sound would hold the other one's voice too, who would hear themselves: it is offered only where
 * the browser leaves this page's own sound out. A tab's sound is always offered.
 */
function wish() {
  const supported = /** @type {Record<string, boolean>} */ (navigator.mediaDevices.getSupportedConstraints());
  const alone = supported.restrictOwnAudio === true;
  return /** @type {DisplayMediaStreamOptions} */ ({
    video: VIDEO,
    audio: { ...AUDIO, ...(alone && { restrictOwnAudio: true }) },
    systemAudio: alone ? "include" : "exclude",
    selfBrowserSurface: "exclude",
    surfaceSwitching: "include",
  });
}

/** NotAllowedError is a closed picker as well as a system that forbids it. @param {Error} error @param {number} waited milliseconds @returns {ScreenProblem | null} */
export function meaningOf({ name, message }, waited) {
  if (name !== "NotAllowedError") return "failed";
  return /system/i.test(message) || waited < UNASKED_MS ? "blocked" : null;
}
