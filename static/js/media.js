/**
 * The only mediaDevices: opens camera and microphone as well as it can be done, and says in one code what is missing.
 * It is called on a person's click only, never on a message.
 */

/**
 * @typedef {import("./protocol.js").MediaKind} MediaKind
 * @typedef {import("./call-state.js").MediaProblem} MediaProblem
 * @typedef {{audio: boolean, video: boolean}} Wish
 * @typedef {{tracks: MediaStreamTrack[], problem: MediaProblem | null}} Captured
 */

const AUDIO = Object.freeze({ echoCancellation: true, noiseSuppression: true, autoGainControl: true });
const VIDEO = Object.freeze({
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
  facingMode: "user",
});

/** What getUserMedia's errors (W3C Media Capture and Streams, section 10.2) mean to a person. @type {Record<string, MediaProblem>} */
const PROBLEMS = {
  NotAllowedError: "denied",
  PermissionDeniedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no_devices",
  DevicesNotFoundError: "no_devices",
  OverconstrainedError: "no_devices",
  NotReadableError: "in_use",
  TrackStartError: "in_use",
  AbortError: "in_use",
};

/**
 * Opens what is wished, or else as much of it as can be had: both, sound only, picture only, nothing. Never fails.
 * @param {Wish} wish
 * @returns {Promise<Captured>}
 */
export async function capture(wish) {
  const missing = unavailable();
  if (missing) return { tracks: [], problem: missing };
  const first = await open(wish);
  if (first.problem === null || !(wish.audio && wish.video))
    return { ...first, problem: named(first.problem, wish) };
  const denied = first.problem === "denied";
  for (const part of /** @type {Wish[]} */ ([
    { audio: true, video: false },
    { audio: false, video: true },
  ])) {
    if (denied && !(await allowed(part))) continue; // asking again would only annoy
    const some = await open(part);
    if (some.problem === null)
      return { ...some, problem: named(first.problem, { audio: !part.audio, video: !part.video }) };
  }
  return first;
}

/** Whether opening this would ask the person nothing. @param {MediaKind} kind @returns {Promise<boolean>} */
export async function granted(kind) {
  if (unavailable()) return false;
  const yes =
    (await allowed({ audio: true, video: false })) ||
    (kind === "video" && (await allowed({ audio: false, video: true })));
  // The browser then knows its devices when one is to be opened. Looking at the list opens none.
  if (yes) navigator.mediaDevices.enumerateDevices().catch(() => {});
  return yes;
}

/** Why there can be no capture at all, or null. @returns {MediaProblem | null} */
export function unavailable() {
  if (typeof navigator.mediaDevices?.getUserMedia === "function") return null;
  return globalThis.isSecureContext ? "unsupported" : "insecure";
}

/** @param {Wish} wish @returns {Promise<Captured>} */
async function open({ audio, video }) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: audio && AUDIO,
      video: video && VIDEO,
    });
    return { tracks: stream.getTracks(), problem: null };
  } catch (error) {
    return { tracks: [], problem: PROBLEMS[/** @type {Error} */ (error).name] ?? "failed" };
  }
}

/** The problem of one device, by its own name. @param {MediaProblem | null} problem @param {Wish} missing @returns {MediaProblem | null} */
function named(problem, missing) {
  if (problem !== "no_devices" || missing.audio === missing.video) return problem;
  return missing.video ? "no_camera" : "no_microphone";
}

/** @param {Wish} wish */
async function allowed({ audio }) {
  try {
    const name = /** @type {PermissionName} */ (audio ? "microphone" : "camera");
    return (await navigator.permissions.query({ name })).state === "granted";
  } catch {
    return false; // a browser that does not tell
  }
}
