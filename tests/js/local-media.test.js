/** The own camera, off and on again in a call. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { LocalMedia } from "../../static/js/local-media.js";
import { FakeDevices, FakeStream } from "./fake-media.js";
import { FakeClock } from "./fakes.js";

/** @type {FakeClock} */
let clock;
/** @type {FakeDevices} */
let devices;
/** @type {LocalMedia} */
let own;

beforeEach(() => {
  Object.assign(globalThis, { MediaStream: FakeStream });
  clock = new FakeClock();
  devices = new FakeDevices();
  own = new LocalMedia(devices, () => {}, clock);
});

const cameras = () => devices.tracks.filter(({ kind }) => kind === "video");
const turn = () => new Promise((done) => setImmediate(done));

test("a camera that stays off is let go of, and opened anew when it is wanted", async () => {
  await own.open("video");
  own.setCameraOff(true);
  assert.equal(own.sendsVideo, false);
  clock.pass(2_000);
  assert.equal(cameras()[0].stopped, false);
  clock.pass(2_000);
  assert.equal(cameras()[0].stopped, true);
  assert.equal(own.tracks.video, null);
  own.setCameraOff(false);
  await turn();
  assert.equal(own.sendsVideo, true);
  assert.equal(cameras().length, 2);
});

test("off for a moment, it stays open", async () => {
  await own.open("video");
  own.setCameraOff(true);
  clock.pass(1_000);
  own.setCameraOff(false);
  clock.pass(10_000);
  assert.equal(own.sendsVideo, true);
  assert.equal(cameras().length, 1);
  assert.equal(cameras()[0].stopped, false);
});

test("a voice call gets a picture and loses it again", async () => {
  await own.open("voice");
  own.setCameraOff(false);
  await turn();
  assert.equal(own.sendsVideo, true);
  own.setCameraOff(true);
  clock.pass(4_000);
  assert.equal(cameras()[0].stopped, true);
  assert.equal(own.sendsAudio, true);
});

test("asking again for the microphone does not open a camera that was switched off", async () => {
  devices.problem = "in_use";
  await own.open("video", { muted: false, cameraOff: true });
  devices.problem = null;
  await own.retry();
  assert.equal(own.sendsAudio, true);
  assert.deepEqual(cameras(), []);
});

test("the end of the call leaves no timer", async () => {
  await own.open("video");
  own.setCameraOff(true);
  own.close();
  assert.equal(clock.waiting, 0);
});
