/** What a chip encodes goes first; bits by what is sent. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inHardware, learnCodecs } from "../../static/js/codec-learning.js";
import { encodesLarge, ordered, preferHardware } from "../../static/js/codec-order.js";
import { soundCeiling } from "../../static/js/opus.js";
import { pictureCeiling } from "../../static/js/picture-size.js";

const CODECS = ["video/VP8", "video/rtx", "video/VP9", "video/H264", "video/H264", "video/AV1"].map(
  (mimeType, number) => ({ mimeType, number }),
);
const chip = { supported: true, smooth: true, powerEfficient: true };

test("the best codec of a chip comes first; what a chip does badly, or only software, does not", () => {
  const answers = [
    { type: "video/VP8", info: chip },
    { type: "video/H264", info: chip },
    { type: "video/VP9", info: { ...chip, smooth: false } },
    { type: "video/AV1", info: { ...chip, powerEfficient: false } },
  ];
  assert.deepEqual(inHardware(answers), ["video/H264", "video/VP8"]);
});

test("the others keep their order, and profiles theirs", () => {
  const numbers = ordered(CODECS, ["video/H264", "video/VP8"])?.map(({ number }) => number);
  assert.deepEqual(numbers, [3, 4, 0, 1, 2, 5]);
});

test("without a chip nothing is touched", () => {
  assert.equal(ordered(CODECS, []), null);
  assert.equal(ordered([{ mimeType: "video/VP8" }], ["video/AV1"]), null);
});

test("it is asked once for each version of the browser, ahead of any call", async () => {
  const values = new Map();
  const storage = /** @type {any} */ ({
    getItem: (/** @type {string} */ key) => values.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => values.set(key, value),
  });
  let asked = 0;
  const capabilities = /** @type {any} */ ({
    async encodingInfo(/** @type {any} */ { video }) {
      asked += 1;
      if (video.contentType === "video/VP9") throw new TypeError("unknown");
      return { ...chip, powerEfficient: video.contentType === "video/H264" };
    },
  });
  for (const browser of ["one", "one", "two"]) await learnCodecs(capabilities, storage, browser);
  assert.equal(asked, 16);
  assert.equal(encodesLarge(storage), true);
  Object.assign(globalThis, { RTCRtpReceiver: { getCapabilities: () => ({ codecs: CODECS }) } });
  const chosen = /** @type {any[]} */ ([]);
  const transceiver = (/** @type {string} */ kind) =>
    /** @type {any} */ ({
      receiver: { track: { kind } },
      setCodecPreferences: (/** @type {any[]} */ codecs) => chosen.push(codecs[0].mimeType),
    });
  preferHardware(transceiver("audio"), storage);
  preferHardware(transceiver("video"), storage);
  values.set("videocall.codecs", "{");
  preferHardware(transceiver("video"), storage);
  assert.equal(encodesLarge(storage), false);
  assert.deepEqual(chosen, ["video/H264"]);
});

test("music has more bits than a voice, a picture that saves data few", () => {
  assert.equal(soundCeiling({ contentHint: "" }), undefined);
  assert.equal(soundCeiling({ contentHint: "music" }), 128_000);
  assert.equal(pictureCeiling({ height: 360, frameRate: 15 }), 200_000);
  assert.equal(pictureCeiling({ height: 360, frameRate: 30 }), undefined);
  assert.equal(pictureCeiling({}), undefined);
});
