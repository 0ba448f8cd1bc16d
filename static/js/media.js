/**
 * The only mediaDevices: opens camera and microphone as well as it can be done, and says in one code what is missing.
 * It is called on a person's click only, never on a message.
 */

import { pictureOf, soundOf } from "./constraints.js";
import { FIRST_CHOICE } from "./device-choice.js";

/**
 * @typedef {import("./protocol.js").MediaKind} MediaKind
 * @typedef {import("./call-state.js").MediaProblem} MediaProblem
 * @typedef {{audio: boolean, video: boolean}} Wish
 * @typedef {{tracks: MediaStreamTrack[], problem: MediaProblem | null}} Captured
 * @typedef {import("./device-choice.js").Choice & {exact?: boolean, large?: boolean}} How which devices; `exact`: those or none;
 *   `large`: a chip encodes Full HD
 */

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
 * @param {How} [how]
 * @returns {Promise<Captured>}
 */
export async function capture(wish, how = FIRST_CHOICE) {
  const missing = unavailable();
  if (missing) return { tracks: [], problem: missing };
  const first = await open(wish, how);
  if (first.problem === null || !(wish.audio && wish.video))
    return { ...first, problem: named(first.problem, wish) };
  const denied = first.problem === "denied";
  for (const part of /** @type {Wish[]} */ ([
    { audio: true, video: false },
    { audio: false, video: true },
  ])) {
    if (denied && !(await allowed(part))) continue; // asking again would only annoy
    const some = await open(part, how);
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

/** Every device the browser tells of; none where it tells nothing. @returns {Promise<MediaDeviceInfo[]>} */
export async function devices() {
  try {
    return await navigator.mediaDevices.enumerateDevices();
  } catch {
    return [];
  }
}

/** A device came or went. @param {() => void} task @returns {() => void} stops listening */
export function ondevices(task) {
  navigator.mediaDevices?.addEventListener?.("devicechange", task);
  return () => navigator.mediaDevices?.removeEventListener?.("devicechange", task);
}

/** @param {Wish} wish @param {How} how @returns {Promise<Captured>} */
async function open({ audio, video }, how) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: audio && soundOf(how, how.exact === true),
      video: video && pictureOf(how, how.exact === true),
    });
    // Encoders and browsers leave music as it is when they are told (W3C MediaStreamTrack Content Hints, 4.1).
    if (how.music) for (const track of stream.getAudioTracks()) track.contentHint = "music";
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
