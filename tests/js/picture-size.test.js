/** How large a picture is asked for, and what it may cost. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pictureOf } from "../../static/js/constraints.js";
import { choiceFrom, FIRST_CHOICE } from "../../static/js/device-choice.js";
import { pictureCeiling, SIZES, sizeOf, stepsOf } from "../../static/js/picture-size.js";

const plain = { saver: false, blur: false, quality: /** @type {const} */ ("auto") };

test("left to itself it is HD, or Full HD where a chip does the work", () => {
  assert.deepEqual(sizeOf(plain), SIZES.hd);
  assert.deepEqual(sizeOf({ ...plain, large: true }), { width: 1920, height: 1080, rate: 30 });
});

test("what was chosen holds, except to save data, and beside a blur made here", () => {
  for (const quality of /** @type {const} */ (["hd", "fullhd", "uhd"]))
    assert.deepEqual(sizeOf({ ...plain, quality, large: true }), SIZES[quality]);
  assert.deepEqual(sizeOf({ ...plain, quality: "uhd", saver: true }), SIZES.saver);
  assert.deepEqual(sizeOf({ ...plain, quality: "uhd", blur: true }), SIZES.hd);
  assert.deepEqual(SIZES.fullhd.rate, 60);
});

test("a camera is offered what it says it can, and one that says nothing is left alone", () => {
  assert.deepEqual(stepsOf(undefined), ["auto"]);
  assert.deepEqual(stepsOf({ height: { max: 480 } }), ["auto"]);
  assert.deepEqual(stepsOf({ height: { max: 720 } }), ["auto", "hd"]);
  assert.deepEqual(stepsOf({ height: { max: 1080 } }), ["auto", "hd", "fullhd"]);
  assert.deepEqual(stepsOf({ height: { max: 3000 } }), ["auto", "hd", "fullhd", "uhd"]);
});

test("a camera that cannot is not refused: it gives what it has", () => {
  const { width, height, frameRate } = pictureOf({ ...FIRST_CHOICE, quality: "fullhd" }, true);
  assert.deepEqual([width, height], [{ ideal: 1920 }, { ideal: 1080 }]);
  assert.deepEqual(frameRate, { ideal: 60, max: 60 });
});

test("larger and quicker pictures may take more", () => {
  assert.equal(pictureCeiling({ height: 720, frameRate: 30 }), undefined);
  assert.equal(pictureCeiling({ height: 1080, frameRate: 30 }), 5_000_000);
  assert.equal(pictureCeiling({ height: 1080, frameRate: 60 }), 8_000_000);
  assert.equal(pictureCeiling({ height: 2160, frameRate: 30 }), 16_000_000);
  assert.equal(pictureCeiling({ height: 1080 }), 5_000_000);
});

test("a kept step that there is not counts as not chosen", () => {
  assert.equal(choiceFrom({ quality: "uhd", blur: true }).quality, "uhd");
  assert.equal(choiceFrom({ quality: "8k" }).quality, "auto");
  assert.equal(choiceFrom({ blur: "yes" }).blur, false);
  assert.equal(choiceFrom({ blur: true }).blur, true);
});
