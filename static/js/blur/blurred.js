/** A camera's track with a blurred background, made in a worker (worker.js); from its first picture on nothing else leaves it. */

import { hasStreams } from "./able.js";
import { after, EASES, fresh, isTooSlow } from "./pace.js";
import { picturesOf } from "./pictures.js";
import { standIn } from "./stand-in.js";

/** @typedef {"blur_failed" | "blur_slow"} BlurProblem */

/** A trouble is told until somebody has done something about it: who asked for the track may not have it yet. */
const AGAIN_MS = 500;
/** The worker knows no import map. */
const SCRIPT = import.meta.resolve("./worker.js");
const LIBRARY = {
  script: import.meta.resolve("../../vendor/litert/litert.js"),
  start: import.meta.resolve("../../vendor/litert/litert_wasm.js"),
  wasm: import.meta.resolve("../../vendor/litert/litert_wasm.wasm.gz"),
};
const MODELS = {
  /** Made for pictures that are wider than high. */
  wide: {
    address: import.meta.resolve("../../vendor/selfie/selfie_segmentation_landscape.tflite"),
    ...{ width: 256, height: 144 },
  },
  square: {
    address: import.meta.resolve("../../vendor/selfie/selfie_segmentation.tflite"),
    ...{ width: 256, height: 256 },
  },
};

/**
 * @param {MediaStreamTrack} camera it belongs to the result from now on
 * @param {(problem: BlurProblem) => void} ontrouble it shows nothing more than blurred pictures, and nobody is to be left with that
 * @returns {MediaStreamTrack}
 */
export function blurred(camera, ontrouble) {
  const worker = new Worker(SCRIPT);
  const { width, height } = camera.getSettings();
  const model = MODELS[(width ?? 16) > (height ?? 9) ? "wide" : "square"];
  const start = { type: "start", library: LIBRARY, model };
  const source = hasStreams() ? streamOf(camera, worker, start) : oneByOne(camera, worker, start);
  let pace = fresh;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let telling;
  const fail = (/** @type {BlurProblem} */ problem) => {
    clearInterval(telling);
    telling = setInterval(() => ontrouble(problem), AGAIN_MS);
    ontrouble(problem);
  };
  worker.onerror = () => fail("blur_failed"); // its script did not come
  worker.onmessage = ({ data }) => {
    source.hear(data);
    if (data.type === "failed") fail("blur_failed");
    if (data.type === "pace" && data.knows) keepUp(data.ms);
  };

  function keepUp(/** @type {number} */ ms) {
    const before = pace;
    pace = after(pace, ms);
    if (pace.step !== before.step) worker.postMessage({ type: "ease", ...EASES[pace.step] });
    if (isTooSlow(pace)) fail("blur_slow");
  }

  const made = standIn(source.track, camera, {
    lines: () => (pace.step === 0 ? Number.POSITIVE_INFINITY : EASES[pace.step].lines),
    end: () => {
      clearInterval(telling);
      worker.onmessage = worker.onerror = null;
      worker.postMessage({ type: "stop" }); // it ends by itself, after the picture it is at
      source.end();
    },
  });
  return made;
}

/** @typedef {{track: MediaStreamTrack, hear: (message: any) => void, end: () => void}} Source */

/** Not in TypeScript's library: W3C mediacapture-transform, as Chromium has it. @param {MediaStreamTrack} camera @param {Worker} worker @param {object} start @returns {Source} */
function streamOf(camera, worker, start) {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = /** @type {any} */ (globalThis);
  const { readable } = new MediaStreamTrackProcessor({ track: camera, maxBufferSize: 1 });
  const track = new MediaStreamTrackGenerator({ kind: "video" });
  worker.postMessage({ ...start, readable, writable: track.writable }, [readable, track.writable]);
  return { track, hear() {}, end() {} };
}

/** @param {MediaStreamTrack} camera @param {Worker} worker @param {object} start @returns {Source} */
function oneByOne(camera, worker, start) {
  const source = picturesOf(camera, worker);
  worker.postMessage(start);
  return source;
}
