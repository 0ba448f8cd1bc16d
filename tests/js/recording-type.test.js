/** Of what a recording is made, by what the browser can. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { endingOf, recordingType } from "../../static/js/together/recording-type.js";

/** @param {...string} types */
const can =
  (...types) =>
  (/** @type {string} */ type) =>
    types.some((one) => type.startsWith(one));

test("what most programs play comes first", () => {
  assert.equal(recordingType(true, can("video/")), "video/mp4;codecs=avc1.64001f,mp4a.40.2");
  assert.equal(recordingType(true, can("video/webm", "audio/webm")), "video/webm;codecs=vp8,opus");
  assert.equal(recordingType(false, can("video/webm", "audio/webm")), "audio/webm;codecs=opus");
});

test("a browser that records nothing says so", () => {
  assert.equal(recordingType(true, can("audio/")), null);
  assert.equal(recordingType(false, can()), null);
});

test("the file's ending is the one that players know", () => {
  assert.equal(endingOf("video/mp4;codecs=avc1.64001f,mp4a.40.2"), "mp4");
  assert.equal(endingOf("video/webm;codecs=vp8,opus"), "webm");
  assert.equal(endingOf("audio/mp4;codecs=mp4a.40.2"), "m4a");
  assert.equal(endingOf("audio/webm"), "webm");
});
