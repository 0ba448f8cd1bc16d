/** The screens of a call: what is captured too late, ended elsewhere or not taken; what a screen shows; looking closer. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { meaningOf } from "../../static/js/screen-capture.js";
import { aDocument, contentAfter } from "../../static/js/screen-content.js";
import { Screens } from "../../static/js/screens.js";
import { fitted, moved, whole, zoomed } from "../../static/js/zoom.js";
import { FakeTrack } from "./fake-media.js";
import { FakeClock } from "./fakes.js";

/** @type {FakeClock} */
let clock;
/** @type {Screens} */
let screens;
/** @type {any} */
let captured;
/** @type {boolean | null} */
let taken;
let changes = 0;

beforeEach(() => {
  clock = new FakeClock();
  captured = { tracks: { audio: new FakeTrack("audio"), video: new FakeTrack("video") }, problem: null };
  taken = true;
  changes = 0;
  screens = new Screens({
    capture: async () => captured,
    clock,
    seen: () => null,
    taken: () => taken,
    onchange: () => void changes++,
  });
});

test("sharing shows what was chosen, and stopping lets go of it", async () => {
  await screens.share();
  assert.deepEqual(screens.view, { own: true, theirs: false, problem: null });
  screens.stop();
  assert.equal(screens.tracks, null);
  assert.ok(captured.tracks.video.stopped && captured.tracks.audio.stopped);
});

test("a picker that was closed changes nothing and says nothing", async () => {
  captured = { tracks: null, problem: null };
  await screens.share();
  assert.deepEqual(screens.view, { own: false, theirs: false, problem: null });
});

test("a screen chosen after the call has ended is let go at once", async () => {
  const sharing = screens.share();
  screens.close();
  await sharing;
  assert.equal(screens.tracks, null);
  assert.ok(captured.tracks.video.stopped);
});

test("two presses open one picker", async () => {
  let asked = 0;
  const once = new Screens({
    capture: async () => {
      asked += 1;
      return captured;
    },
    clock,
    seen: () => null,
    taken: () => true,
    onchange: () => {},
  });
  await Promise.all([once.share(), once.share()]);
  assert.equal(asked, 1);
});

test("the browser's own bar ends it; its sound alone may end before", async () => {
  await screens.share();
  const { audio, video } = captured.tracks;
  audio.onended();
  assert.equal(screens.tracks?.audio, null);
  assert.equal(screens.tracks?.video, video);
  const before = changes;
  video.onended();
  assert.equal(screens.view.own, false);
  assert.ok(changes > before);
});

test("a program that takes no screen is not waited for", async () => {
  taken = false;
  await screens.share();
  clock.pass(11_000);
  assert.equal(screens.view.own, true);
  clock.pass(2_000);
  assert.deepEqual(screens.view, { own: false, theirs: false, problem: "refused" });
  assert.ok(captured.tracks.video.stopped);
});

test("while the connection is away nobody has refused anything", async () => {
  taken = null;
  await screens.share();
  clock.pass(60_000);
  assert.equal(screens.view.own, true);
});

test("sharing again clears what went wrong before", async () => {
  screens.reloaded();
  assert.equal(screens.view.problem, "reloaded");
  await screens.share();
  assert.equal(screens.view.problem, null);
});

test("a no of the person's is silent, a no of the system's is not", () => {
  assert.equal(meaningOf(new DOMException("Permission denied", "NotAllowedError"), 2_000), null);
  assert.equal(
    meaningOf(new DOMException("Permission denied by system", "NotAllowedError"), 2_000),
    "blocked",
  );
  assert.equal(meaningOf(new DOMException("Permission denied", "NotAllowedError"), 20), "blocked");
  assert.equal(meaningOf(new DOMException("", "NotReadableError"), 2_000), "failed");
});

/** @param {(number | null)[]} rates */
const after = (...rates) => rates.reduce((content, rate) => contentAfter(content, rate), aDocument);

test("a film is told from scrolling by how long it moves", () => {
  assert.equal(after(30, 30).kind, "detail");
  assert.equal(after(30, 30, 2, 30, 30).kind, "detail");
  assert.equal(after(30, 24, 30).kind, "motion");
  assert.equal(after(30, 24, 30, 12, 12, 12, 12).kind, "motion");
  assert.equal(after(30, 24, 30, 1, 0, 2).kind, "detail");
  assert.equal(after(null, null, null, null).kind, "detail");
});

const box = { width: 1000, height: 500 };
const fits = fitted({ width: 1600, height: 1600 }, box);

test("a picture fits its box, and is never smaller", () => {
  assert.deepEqual(fits, { width: 500, height: 500 });
  assert.deepEqual(zoomed(whole, 0.5, { x: 0, y: 0 }, fits, box), whole);
});

test("what is under the pointer stays there while it grows", () => {
  const at = { x: 100, y: 50 };
  const zoom = zoomed({ scale: 4, x: 0, y: 0 }, 1.5, at, fits, box);
  const shownBefore = { x: at.x / 4, y: at.y / 4 };
  const shownNow = { x: (at.x - zoom.x) / zoom.scale, y: (at.y - zoom.y) / zoom.scale };
  assert.deepEqual(shownNow, shownBefore);
});

test("it is not moved out of sight", () => {
  assert.deepEqual(moved(whole, { x: 300, y: 300 }, fits, box), whole);
  const { x, y } = moved({ scale: 3, x: 0, y: 0 }, { x: 9_999, y: -9_999 }, fits, box);
  assert.deepEqual([x, y], [250, -500]);
});
