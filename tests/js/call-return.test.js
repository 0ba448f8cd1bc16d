/** The call room after its page or its line was away. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakePeer } from "./fake-media.js";
import { FakeSocket } from "./fakes.js";
import { call, clock, devices, greet, hear, open, page, peer, talkAsCaller } from "./one-call.js";
import { callState, refusal, snapshot } from "./snapshots.js";

test("after a gap the call goes on: pending signals are said again, and its state is reported", async () => {
  await talkAsCaller();
  FakeSocket.last.drop(1006);
  clock.pass(500);
  await greet([snapshot({ version: 2, state: "connecting" })]);
  assert.equal(peer().resent, 1);
  assert.equal(FakePeer.all.length, 1);
  assert.equal(FakeSocket.last.on("media_status").length, 1);
  assert.deepEqual(FakeSocket.last.on("rejoin_call"), []);
});

test("after a reload the seat is asked for again, and only the new epoch gets a peer", async () => {
  await greet([snapshot({ version: 7, state: "active", ms_left: null, elapsed_ms: 5_000 })]);
  assert.deepEqual(FakeSocket.last.on("rejoin_call"), [{ channel: "rejoin_call", call: "one" }]);
  assert.equal(FakePeer.all.length, 0);
  await hear(callState({ version: 8, state: "reconnecting", epoch: 2 }));
  assert.equal(FakePeer.all.length, 1);
  assert.deepEqual(devices.wishes, [{ audio: true, video: true }]);
});

test("after a reload one takes part as before: muted, and with the camera off", async () => {
  page.choice = { call: "one", media: "video", muted: true, cameraOff: true };
  await greet([snapshot({ version: 7, state: "active", ms_left: null })]);
  assert.deepEqual(devices.wishes, [{ audio: true, video: false }]);
  assert.equal(call.state.call?.muted, true);
  assert.equal(call.state.call?.cameraOff, true);
});

test("a page opened at a call whose other page is gone takes its seat; at another address it only offers to", async () => {
  const there = snapshot({ version: 7, state: "active", seat: "elsewhere", ms_left: null });
  await greet([there]);
  assert.deepEqual(FakeSocket.last.on("rejoin_call"), []);
  assert.equal(call.state.seatedElsewhere?.call, "one");
  call.close();
  page.callId = "one";
  open();
  await greet([there]);
  assert.deepEqual(FakeSocket.last.on("rejoin_call"), [{ channel: "rejoin_call", call: "one" }]);
});

test("a seat that another living page has stays there, and the devices are released", async () => {
  page.callId = "one";
  await greet([snapshot({ version: 7, state: "active", seat: "elsewhere", ms_left: null })]);
  await hear(refusal("seated_elsewhere", "rejoin_call", "one"));
  assert.equal(call.state.call, null);
  assert.equal(call.state.seatedElsewhere?.call, "one");
  assert.ok(devices.tracks.every((track) => track.stopped));
});

test("an address of a call that is over leads home", async () => {
  page.callId = "gone";
  await greet();
  assert.equal(page.callId, null);
});

test("an accept pressed on another page is followed, once", async () => {
  page.intent = { call: "one", media: "voice", at: 0 };
  await greet([snapshot({ role: "callee", seat: "none" })]);
  assert.deepEqual(FakeSocket.last.on("accept_call"), [
    { channel: "accept_call", call: "one", media: "voice" },
  ]);
  assert.equal(page.intent, null);
});

test("mute, camera and hanging up wait for the line, and are said once it is back", async () => {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  FakeSocket.last.drop(1006);
  call.setMuted(true);
  call.setCameraOff(true);
  assert.ok(
    devices.tracks.every((track) => !track.enabled),
    "here at once",
  );
  clock.pass(500);
  await greet([snapshot({ version: 2, state: "active", ms_left: null })]);
  const { audio, video, epoch } = FakeSocket.last.on("media_status").at(-1);
  assert.deepEqual({ audio, video, epoch }, { audio: false, video: false, epoch: 1 });
  FakeSocket.last.drop(1006);
  call.hangUp();
  assert.ok(devices.tracks.every((track) => track.stopped));
  clock.pass(1_000);
  await greet([snapshot({ version: 3, state: "active", ms_left: null })]);
  assert.deepEqual(FakeSocket.last.on("hang_up"), [{ channel: "hang_up", call: "one" }]);
  assert.equal(call.state.call?.phase, "ended");
});

test("in a call a line that breaks is sought again every 3 s at most, and less often after it", async () => {
  await talkAsCaller();
  for (const ms of [500, 1_000, 2_000, 3_000, 3_000]) {
    FakeSocket.last.drop(1006);
    assert.equal(call.state.link.retryAt, clock.now() + ms);
    clock.pass(ms);
  }
  call.hangUp();
  FakeSocket.last.drop(1006);
  assert.equal(call.state.link.retryAt, clock.now() + 15_000);
});
