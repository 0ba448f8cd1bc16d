/** How much picture there is room for: one sample a second. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { after, STEPS, wholePicture } from "../../static/js/bandwidth.js";
import { bytesReceived, sampleOf } from "../../static/js/quality.js";

/** @typedef {import("../../static/js/bandwidth.js").Sample} Sample */

const OFF = STEPS.length - 1;
/** @type {Sample} */
const good = { available: 2_000_000, loss: 0, roundTrip: 0.05, limited: false };
/** @param {number} available @returns {Sample} */
const narrow = (available) => ({ available, loss: 0.02, roundTrip: 0.2, limited: true });
/** Firefox tells no bitrate. @param {number} loss @returns {Sample} */
const silent = (loss) => ({ available: null, loss, roundTrip: 0.1, limited: true });

/** @param {import("../../static/js/bandwidth.js").Room} room @param {Sample} sample @param {number} seconds */
function pass(room, sample, seconds) {
  for (let second = 0; second < seconds; second += 1) room = after(room, sample);
  return room;
}

test("with room enough the picture is whole, and stays so", () => {
  assert.equal(pass(wholePicture, good, 600).step, 0);
});

test("a short dip changes nothing", () => {
  const dip = pass(pass(wholePicture, narrow(60_000), 2), good, 1);
  assert.equal(pass(dip, narrow(60_000), 2).step, 0);
});

for (const [available, step] of [
  [300_000, 1],
  [120_000, 2],
  [60_000, OFF],
])
  test(`${available / 1000} kbit/s: step ${step} after three seconds`, () => {
    assert.equal(pass(wholePicture, narrow(available), 3).step, step);
  });

test("little room that nobody needs is no reason: the camera is off, or shows a still wall", () => {
  assert.equal(pass(wholePicture, { ...narrow(60_000), limited: false }, 60).step, 0);
});

test("the picture goes before the sound suffers, step by step while nothing is measured but loss", () => {
  let room = wholePicture;
  for (let step = 1; step <= OFF; step += 1) {
    room = pass(room, silent(0.2), 3);
    assert.equal(room.step, step);
  }
  assert.equal(pass(room, silent(0.2), 100).step, OFF, "and stays off while the sound suffers");
});

test("loss that has nothing to do with room leaves the picture alone", () => {
  assert.equal(pass(wholePicture, { ...good, loss: 0.2 }, 60).step, 0);
});

test("packets that pile up on the way are too much picture", () => {
  assert.equal(pass(wholePicture, { ...narrow(400_000), roundTrip: 2 }, 3).step, 1);
});

test("it comes back a step at a time, after five seconds of more than enough each", () => {
  const off = pass(wholePicture, narrow(60_000), 3);
  assert.equal(pass(off, good, 4).step, OFF);
  assert.equal(pass(off, good, 5).step, 2);
  assert.equal(pass(off, good, 10).step, 1);
  assert.equal(pass(off, good, 15).step, 0);
});

test("just enough is not enough: no going up and down", () => {
  const small = pass(wholePicture, narrow(120_000), 3);
  assert.equal(pass(small, { ...narrow(190_000), limited: true }, 9).step, 2);
});

test("without a measured reason it is tried after ten quiet seconds, then twenty, then forty", () => {
  const quiet = { ...silent(0), limited: false };
  let room = wholePicture;
  for (let step = 0; step < OFF; step += 1) room = pass(room, silent(0.2), 3);
  for (const pause of [10, 20, 40]) {
    assert.equal(pass(room, quiet, pause - 1).step, OFF);
    room = pass(room, quiet, pause);
    assert.equal(room.step, 2);
    room = pass(room, silent(0.3), 3);
    assert.equal(room.step, OFF);
  }
});

test("a try that held makes the next pause short again", () => {
  const quiet = { ...silent(0), limited: false };
  let room = pass(wholePicture, silent(0.2), 9);
  room = pass(pass(room, quiet, 10), silent(0.2), 3);
  assert.equal(room.pause, 20);
  room = pass(room, quiet, 20);
  assert.equal(pass(room, quiet, 15).pause, 10);
});

test("the sample is of the chosen path, our sound as the other side heard it, and our picture", () => {
  const reports = [
    { type: "candidate-pair", nominated: false, state: "succeeded", availableOutgoingBitrate: 1 },
    { type: "candidate-pair", nominated: true, state: "succeeded", availableOutgoingBitrate: 250_000 },
    { type: "remote-inbound-rtp", kind: "video", fractionLost: 0.5 },
    { type: "remote-inbound-rtp", kind: "audio", fractionLost: 0.03, roundTripTime: 0.12 },
    { type: "outbound-rtp", kind: "video", qualityLimitationReason: "cpu" },
  ];
  assert.deepEqual(sampleOf(reports), { available: 250_000, loss: 0.03, roundTrip: 0.12, limited: false });
  assert.deepEqual(sampleOf([]), { available: null, loss: null, roundTrip: null, limited: true });
});

test("bytes are those of media", () => {
  const reports = [
    { type: "inbound-rtp", bytesReceived: 5 },
    { type: "inbound-rtp" },
    { type: "transport", bytesReceived: 9 },
  ];
  assert.equal(bytesReceived(reports), 5);
});
