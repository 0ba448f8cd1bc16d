/** The call room when a call goes from one device to another. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakePeer } from "./fake-media.js";
import { FakeSocket } from "./fakes.js";
import {
  call,
  clock,
  devices,
  greet,
  hear,
  offer,
  peer,
  settled,
  talkAsCallee,
  talkAsCaller,
} from "./one-call.js";
import { callState, welcome } from "./snapshots.js";

const there = { online: true, audio: false, video: true };
const elsewhere = callState({ version: 7, state: "active", seat: "elsewhere", ms_left: null, there });

test("moves the call here, taking part as on the other device", async () => {
  await greet();
  await hear(elsewhere);
  assert.deepEqual(devices.wishes, []);
  call.moveHere();
  assert.deepEqual(FakeSocket.last.on("rejoin_call"), [{ channel: "rejoin_call", call: "one", move: true }]);
  await settled();
  assert.deepEqual(devices.wishes, [{ audio: true, video: true }]);
  assert.equal(call.state.call?.muted, true);
});

test("a move that the server does not hear of in time is not made later", async () => {
  await greet();
  await hear(elsewhere);
  FakeSocket.last.drop(1006);
  call.moveHere();
  clock.pass(25_000);
  FakeSocket.last.open();
  await hear(welcome([elsewhere]));
  assert.deepEqual(FakeSocket.last.on("rejoin_call"), []);
});

/** Alice's call goes to another device of hers. */
async function moveAway() {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  await hear(callState({ version: 3, state: "active", ms_left: null }));
  await hear({ ...elsewhere, version: 4, state: "reconnecting", epoch: 2 });
}

test("the old device keeps its connection and its devices until the new one is connected", async () => {
  await moveAway();
  assert.equal(FakePeer.all.length, 1);
  assert.equal(peer().closed, false);
  const reports = FakeSocket.last.on("media_status").length;
  call.setMuted(true);
  assert.equal(devices.tracks[0].enabled, false);
  assert.equal(FakeSocket.last.on("media_status").length, reports, "it has no say any more");
  await hear({ ...elsewhere, version: 5, epoch: 2 });
  assert.ok(peer().closed && devices.tracks.every((track) => track.stopped));
  assert.deepEqual(FakeSocket.last.on("hang_up"), []);
});

test("a move that does not arrive is taken back by the old device, once", async () => {
  await moveAway();
  clock.pass(14_000);
  assert.deepEqual(FakeSocket.last.on("rejoin_call"), []);
  clock.pass(2_000);
  assert.deepEqual(FakeSocket.last.on("rejoin_call"), [{ channel: "rejoin_call", call: "one", move: true }]);
  await hear(callState({ version: 5, state: "reconnecting", epoch: 3 }));
  clock.pass(16_000);
  assert.equal(FakeSocket.last.on("rejoin_call").length, 1);
  assert.equal(FakePeer.all.length, 2);
});

test("its person may keep the call before that", async () => {
  await moveAway();
  call.keepHere();
  assert.deepEqual(FakeSocket.last.on("rejoin_call"), [{ channel: "rejoin_call", call: "one", move: true }]);
});

test("hung up on the old device while it moves, it is over", async () => {
  await moveAway();
  call.hangUp();
  assert.deepEqual(FakeSocket.last.on("hang_up"), [{ channel: "hang_up", call: "one" }]);
  assert.ok(peer().closed);
});

test("the other one moves: the old connection carries on until the new one is connected", async () => {
  await talkAsCallee();
  const old = peer();
  old.options.onstate?.("connected");
  await settled();
  const moving = { username: "bob", name: "Bob", audio: true, video: true, moving: true };
  await hear(callState({ version: 5, role: "callee", state: "reconnecting", epoch: 2, peer: moving }));
  assert.equal(FakePeer.all.length, 2);
  assert.equal(old.closed, false);
  old.options.onstate?.("failed");
  old.options.send({ offer });
  assert.equal(call.state.call?.mediaLink, "new", "what the old one says is not heard");
  assert.deepEqual(FakeSocket.last.on("webrtc_offer"), []);
  peer().options.onstate?.("connected");
  assert.equal(old.closed, true);
});

test("hung up while the other one moves, both connections are closed", async () => {
  await talkAsCallee();
  peer().options.onstate?.("connected");
  await hear(callState({ version: 5, role: "callee", state: "reconnecting", epoch: 2 }));
  call.hangUp();
  assert.ok(FakePeer.all.length === 2 && FakePeer.all.every((one) => one.closed));
});
