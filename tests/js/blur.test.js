/** The blurred background: who can make it, whether the machine keeps up, and that nothing bare leaves the room. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ability, blursItself } from "../../static/js/blur/able.js";
import { after, EASES, fresh, isTooSlow } from "../../static/js/blur/pace.js";
import { blurOut, captureBlurred } from "../../static/js/blur/room.js";
import { standIn } from "../../static/js/blur/stand-in.js";

/** What a browser has that can do it. */
const ABLE = {
  Worker: class {},
  OffscreenCanvasRenderingContext2D: class {},
  DecompressionStream: class {},
  WebAssembly,
  MediaStreamTrackProcessor: class {},
  MediaStreamTrackGenerator: class {},
  VideoFrame: class {},
};

class Camera extends EventTarget {
  kind = "video";
  enabled = true;
  readyState = "live";
  /** What it was asked, in turn. @type {any[]} */
  asked = [];
  blurs = false;

  /** @param {boolean[]} [can] */
  constructor(can) {
    super();
    this.can = can;
  }

  getCapabilities() {
    return { height: { max: 720 }, ...(this.can && { backgroundBlur: this.can }) };
  }

  getConstraints() {
    return { width: 1280 };
  }

  getSettings() {
    return { width: 1280, height: 720, deviceId: "front", backgroundBlur: this.blurs };
  }

  /** @param {any} wanted */
  async applyConstraints(wanted) {
    this.asked.push(wanted);
    if (!this.can?.includes(wanted.backgroundBlur)) throw new Error("cannot");
    this.blurs = wanted.backgroundBlur;
  }

  stop() {
    this.readyState = "ended";
  }
}

test("a camera that blurs by itself is asked first, else the library where the browser has all of it", () => {
  const own = /** @type {any} */ (new Camera([false, true]));
  assert.equal(ability(own, {}), "own");
  assert.equal(ability(/** @type {any} */ (new Camera([false])), ABLE), "library");
  assert.equal(ability(null, ABLE), "library");
  for (const missing of Object.keys(ABLE))
    assert.equal(ability(null, { ...ABLE, [missing]: undefined }), "none", missing);
  assert.equal(blursItself(/** @type {any} */ ({})), false);
});

test("without streams of pictures a canvas does", () => {
  const { MediaStreamTrackProcessor: _, ...others } = ABLE;
  const HTMLCanvasElement = class {
    captureStream() {}
  };
  assert.equal(ability(null, { ...others, HTMLCanvasElement, createImageBitmap() {} }), "library");
});

test("WebAssembly without vectors does not do", () => {
  assert.equal(ability(null, { ...ABLE, WebAssembly: { validate: () => false } }), "none");
});

/** @param {number} seconds @param {number} ms @param {import("../../static/js/blur/pace.js").Pace} [pace] */
function pass(seconds, ms, pace = fresh) {
  for (let second = 0; second < seconds; second++) pace = after(pace, ms);
  return pace;
}

test("a machine that keeps up does all of it, and a slow start counts for nothing", () => {
  assert.equal(pass(60, 20).step, 0);
  assert.equal(pass(57, 20, pass(3, 900)).step, 0);
});

test("a slower one gets less to do, and is left alone with it", () => {
  const eased = pass(7, 60);
  assert.equal(eased.step, 1);
  assert.ok(EASES[1].lines < EASES[0].lines);
  assert.equal(pass(60, 30, eased).step, 1);
  assert.equal(isTooSlow(pass(60, 30, eased)), false);
});

test("one slow second now and then is no slow machine", () => {
  let pace = pass(5, 20);
  for (let minute = 0; minute < 20; minute++) pace = pass(2, 20, pass(3, 300, pace));
  assert.equal(pace.step, 0);
});

test("too slow is what does not keep up with the least of it, for a while", () => {
  assert.equal(isTooSlow(pass(20, 200)), false);
  assert.equal(isTooSlow(pass(21, 200)), true);
  assert.equal(isTooSlow(pass(60, 100)), false);
});

/** @type {any} */
let own;
/** @type {any[]} */
let kept;
let lit = true;

beforeEach(() => {
  Object.assign(globalThis, ABLE);
  kept = [];
  lit = true;
  own = {
    tracks: { video: null },
    cameraOff: false,
    problem: null,
    /** @param {boolean} off */
    setCameraOff(off) {
      this.cameraOff = off;
    },
    letGoOfCamera() {
      lit = false;
    },
  };
});

const sound = /** @type {any} */ ({ kind: "audio" });

/** @param {Camera} camera @param {any} blur */
async function open(camera, blur) {
  const capture = async () => ({ tracks: /** @type {any[]} */ ([sound, camera]), problem: null });
  const preferences = { set: (/** @type {any} */ change) => kept.push(change) };
  const captured = await captureBlurred({ capture, own, preferences, blur });
  own.tracks.video = captured.tracks.find(({ kind }) => kind === "video") ?? null;
  return captured;
}

const made = /** @type {any} */ ({ kind: "video" });

test("the camera's own blur is taken, its other constraints stay, and nothing is loaded", async () => {
  const camera = new Camera([true, false]);
  const { tracks } = await open(camera, () => assert.fail("the library was asked"));
  assert.deepEqual(tracks, [sound, camera]);
  assert.deepEqual(camera.asked, [{ width: 1280, backgroundBlur: true }]);
});

test("a camera that promises and does not is not believed", async () => {
  const camera = new Camera([true, false]);
  camera.applyConstraints = async () => {};
  const { tracks } = await open(camera, () => made);
  assert.deepEqual(tracks, [sound, made]);
});

test("when the system takes its blur away, the camera is off at once", async () => {
  const camera = new Camera([true, false]);
  await open(camera, null);
  camera.dispatchEvent(new Event("configurationchange"));
  assert.equal(own.cameraOff, false);
  camera.blurs = false;
  camera.dispatchEvent(new Event("configurationchange"));
  assert.equal(camera.enabled, false);
  assert.deepEqual([own.cameraOff, own.problem], [true, "blur_failed"]);
});

test("what cannot be blurred is not shown, and its camera let go", async () => {
  const camera = new Camera();
  const blur = () => {
    throw new Error("no worker");
  };
  assert.deepEqual(await open(camera, blur), { tracks: [sound], problem: "blur_failed" });
  assert.equal(camera.readyState, "ended");
  Object.assign(globalThis, { Worker: undefined });
  assert.deepEqual(await open(new Camera(), () => made), { tracks: [sound], problem: "blur_failed" });
});

test("trouble switches the camera off; too slow, the blur as well; of a track that is gone it means nothing", async () => {
  /** @type {(why: string) => void} */
  let trouble = () => {};
  const blur = (/** @type {any} */ _, /** @type {any} */ tell) => {
    trouble = tell;
    return made;
  };
  await open(new Camera(), blur);
  trouble("blur_failed");
  assert.deepEqual([own.cameraOff, lit, own.problem, kept], [true, false, "blur_failed", []]);
  own.cameraOff = false;
  trouble("blur_slow");
  assert.deepEqual([own.cameraOff, own.problem, kept], [true, "blur_slow", [{ blur: false }]]);
  own.cameraOff = false;
  own.tracks.video = null;
  trouble("blur_failed");
  assert.deepEqual([own.cameraOff, own.problem], [false, "blur_slow"]);
});

test("switched off, a camera that blurs by itself stops it too", async () => {
  const camera = new Camera([true, false]);
  camera.blurs = true;
  await blurOut(/** @type {any} */ (camera));
  assert.equal(camera.blurs, false);
  await blurOut(null);
  const plain = new Camera();
  await blurOut(/** @type {any} */ (plain));
  assert.deepEqual(plain.asked, []);
});

test("who stands in for a camera answers for it, lets go of it, and ends with it, once", () => {
  const camera = new Camera();
  let [lines, over, said] = [Number.POSITIVE_INFINITY, 0, 0];
  const stand = () => {
    const track = standIn(/** @type {any} */ (new Camera()), /** @type {any} */ (camera), {
      lines: () => lines,
      end: () => over++,
    });
    track.addEventListener("ended", () => said++);
    return track;
  };
  const track = stand();
  assert.deepEqual(track.getSettings(), camera.getSettings());
  lines = 360;
  assert.deepEqual([track.getSettings().width, track.getSettings().height], [640, 360]);
  assert.equal(/** @type {any} */ (track.getCapabilities()).height.max, 720);
  track.stop();
  track.stop();
  assert.deepEqual([camera.readyState, track.readyState, over, said], ["ended", "ended", 1, 0]);
  const other = stand();
  camera.dispatchEvent(new Event("ended"));
  assert.deepEqual([other.readyState, over, said], ["ended", 2, 1]);
});
