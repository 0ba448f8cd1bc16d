/** Choosing and following devices while their tracks are sent. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FIRST_CHOICE } from "../../static/js/device-choice.js";
import { Devices } from "../../static/js/devices.js";
import { LocalMedia } from "../../static/js/local-media.js";
import { Preferences } from "../../static/js/preferences.js";
import { FakeDevices, FakeStream } from "./fake-media.js";
import { FakeClock } from "./fakes.js";

Object.assign(globalThis, { MediaStream: FakeStream });

/** @param {string} id @param {"audioinput" | "videoinput" | "audiooutput"} kind */
const info = (id, kind = "audioinput") => ({ kind, deviceId: id, label: `the ${id}`, groupId: id });
/** @param {any} device */
const chosen = ({ deviceId: id, label }) => ({ id, label });
const [desk, headset] = [info("desk"), info("headset")];

/** @type {{list: any[], plug: () => void, media: FakeDevices, own: LocalMedia, clock: FakeClock, preferences: Preferences, devices: Devices, sent: any[]}} */
let stage;

beforeEach(async () => {
  const media = new FakeDevices();
  const clock = new FakeClock();
  const kept = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: kept.set.bind(kept),
  };
  const preferences = new Preferences(/** @type {any} */ (storage));
  const sent = /** @type {any[]} */ ([]);
  const own = new LocalMedia(media, () => sent.push(own.tracks.audio));
  stage = /** @type {any} */ ({ list: [desk], plug() {}, media, clock, preferences, sent, own });
  const room = {
    devices: async () => stage.list,
    ondevices(/** @type {() => void} */ task) {
      stage.plug = task;
      return () => {};
    },
  };
  stage.devices = new Devices({ room, own, clock, preferences });
  await settled();
});

/** Whatever was begun has come to its end. */
const settled = () => new Promise((done) => setTimeout(done));

/** @param {any[]} list */
async function nowThereAre(list) {
  stage.list = list;
  stage.plug();
  stage.clock.pass(300);
  await settled();
}

/** The choice the last capture was made with. */
const asked = () => stage.media.ways.at(-1);

test("another microphone is sent before the old one stops, and is remembered", async () => {
  const { own, devices, media, sent, preferences } = stage;
  await own.open("voice");
  const old = media.tracks[0];
  let stoppedWhenSent = true;
  const check = sent.push.bind(sent);
  sent.push = (track) => {
    if (track !== old) stoppedWhenSent = old.stopped;
    return check(track);
  };
  await nowThereAre([desk, headset]);
  assert.equal(await devices.choose("microphone", devices.of("microphone")[1]), null);
  assert.deepEqual([old.stopped, stoppedWhenSent, media.tracks[1].stopped], [true, false, false]);
  assert.deepEqual(asked()?.microphone, chosen(headset));
  assert.equal(asked()?.exact, true);
  assert.deepEqual(preferences.value.microphone, chosen(headset));
});

test("a microphone that cannot be opened changes nothing", async () => {
  const { own, devices, media, preferences } = stage;
  await own.open("voice");
  media.problem = "no_microphone";
  await nowThereAre([desk, headset]);
  assert.equal(await devices.choose("microphone", devices.of("microphone")[1]), "no_microphone");
  assert.equal(own.tracks.audio, /** @type {any} */ (media.tracks[0]));
  assert.equal(media.tracks[0].stopped, false);
  assert.deepEqual(preferences.value, FIRST_CHOICE);
});

test("a muted microphone is swapped for a muted one", async () => {
  const { own, devices, media } = stage;
  await own.open("voice");
  own.setMuted(true);
  await devices.set({ music: true });
  assert.equal(media.tracks[1].enabled, false);
});

test("a camera in use by itself, as on a phone: the old one makes room", async () => {
  const { own, devices, media } = stage;
  await own.open("video");
  const answers = /** @type {any[]} */ (["in_use", null]);
  media.answer = () => answers.shift();
  assert.equal(await devices.flip(), null);
  const [, camera, other] = media.tracks;
  assert.deepEqual([camera.stopped, other.kind, other.stopped], [true, "video", false]);
  assert.equal(asked()?.facing, "environment");
});

test("the other camera cannot be opened after all: the old one comes back", async () => {
  const { own, devices, media, preferences } = stage;
  await own.open("video");
  const answers = /** @type {any[]} */ (["in_use", "in_use", null]);
  media.answer = () => answers.shift();
  assert.equal(await devices.flip(), "in_use");
  assert.notEqual(own.tracks.video, null);
  assert.equal(preferences.value.facing, "user");
});

test("neither the other camera nor the old one opens any more: the camera is off, and says so", async () => {
  const { own, devices, media } = stage;
  await own.open("video");
  media.answer = () => /** @type {any} */ ("in_use");
  assert.equal(await devices.flip(), "in_use");
  assert.deepEqual([own.tracks.video, own.cameraOff, own.settled], [null, true, true]);
  assert.notEqual(own.tracks.audio, null);
});

test("the call ended while the other device was being opened", async () => {
  const { own, devices, media } = stage;
  await own.open("voice");
  media.slow = true;
  const change = devices.set({ noise: false });
  await settled();
  own.close();
  media.finish();
  await change;
  assert.equal(
    media.tracks.every(({ stopped }) => stopped),
    true,
  );
});

test("the system's headset is followed; pulled out while its track ends, too", async () => {
  const { own, media } = stage;
  await own.open("voice");
  media.tracks[0].id = "desk";
  await nowThereAre([headset, desk]);
  assert.equal(media.tracks.length, 2);
  assert.equal(own.tracks.audio, /** @type {any} */ (media.tracks[1]));
  media.tracks[1].onended?.();
  await settled();
  assert.equal(own.tracks.audio, /** @type {any} */ (media.tracks[2]));
});

test("what comes in several pieces is followed once", async () => {
  const { own, media, clock } = stage;
  await own.open("voice");
  media.tracks[0].id = "desk";
  stage.list = [headset, desk];
  for (let piece = 0; piece < 5; piece += 1) {
    stage.plug();
    clock.pass(100);
  }
  clock.pass(300);
  await settled();
  assert.equal(media.wishes.length, 2);
});

test("without any microphone: taken as soon as there is one, and the camera stays off", async () => {
  const { own, media } = stage;
  stage.list = [];
  media.problem = "no_devices";
  await own.open("video");
  media.problem = null;
  await nowThereAre([desk]);
  assert.notEqual(own.tracks.audio, null);
  assert.equal(own.tracks.video, null);
  assert.equal(own.problem, null);
});

test("an offered headset is taken, sound and speaker, or left", async () => {
  const { own, devices, media, preferences } = stage;
  await own.open("voice");
  media.tracks[0].id = "desk";
  await nowThereAre([desk, headset, { ...info("headset", "audiooutput"), deviceId: "headset out" }]);
  assert.equal(devices.offer?.id, "headset");
  assert.equal(await devices.takeOffer(), null);
  assert.equal(devices.offer, null);
  assert.equal(preferences.value.microphone?.id, "headset");
  assert.equal(preferences.value.speaker?.id, "headset out");
});

test("an offer goes when its device does", async () => {
  await nowThereAre([desk, headset]);
  assert.equal(stage.devices.offer?.id, "headset");
  await nowThereAre([desk]);
  assert.equal(stage.devices.offer, null);
});

test("only what a back camera sees is not mirrored, unless one wants no mirror", async () => {
  const { own, devices, media } = stage;
  await own.open("video");
  assert.equal(devices.mirrored, true);
  media.tracks[1].facing = "environment";
  assert.equal(devices.mirrored, false);
  media.tracks[1].facing = undefined;
  await devices.set({ mirror: false });
  assert.equal(devices.mirrored, false);
});

test("what the microphone hears while muted is a copy that ends with it", async () => {
  const { own, media } = stage;
  await own.open("voice");
  own.setMuted(true);
  const [copy] = /** @type {any} */ (own.voice).getTracks();
  assert.deepEqual([copy.enabled, media.tracks[0].enabled], [true, false]);
  assert.equal(own.voice, own.voice);
  own.close();
  assert.equal(copy.stopped, true);
});
