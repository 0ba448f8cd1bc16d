/** The call room: placing, answering, ending, and what it opens and closes for that. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakePeer } from "./fake-media.js";
import { FakeSocket } from "./fakes.js";
import {
  call,
  channels,
  clock,
  devices,
  greet,
  hear,
  offer,
  page,
  peer,
  settled,
  talkAsCallee,
  talkAsCaller,
} from "./one-call.js";
import { callState, ring } from "./snapshots.js";

test("placing asks the server first, and opens the camera without waiting for it", async () => {
  await greet();
  call.place("bob", "Bob", "video");
  const [{ ref, ...asked }] = FakeSocket.last.on("start_call");
  assert.deepEqual(asked, { channel: "start_call", to: "bob", media: "video" });
  assert.match(ref, /^[0-9a-f]{32}$/);
  assert.deepEqual(devices.wishes, [{ audio: true, video: true }]);
});

test("a voice call never touches the camera", async () => {
  await greet();
  call.place("bob", "Bob", "voice");
  assert.deepEqual(devices.wishes, [{ audio: true, video: false }]);
});

test("no message opens a camera or microphone", async () => {
  await greet();
  await hear(ring());
  await hear(callState({ version: 2, role: "callee", seat: "elsewhere", state: "connecting" }));
  await hear(callState({ call: "two", version: 2, state: "active" }));
  assert.deepEqual(devices.wishes, []);
});

test("while it rings here the offer is prepared where devices were granted, and held", async () => {
  devices.allows = true;
  await greet();
  await hear(ring());
  assert.equal(peer().options.polite, true);
  assert.equal(peer().released, false);
  assert.deepEqual(FakeSocket.last.on("webrtc_offer", "accept_call"), []);
});

test("nothing is prepared where the browser would still have to ask", async () => {
  await greet();
  await hear(ring());
  assert.equal(FakePeer.all.length, 0);
});

test("what was prepared for a ring goes when the ring goes", async () => {
  devices.allows = true;
  await greet();
  await hear(ring());
  await hear(callState({ version: 2, role: "callee", seat: "none", state: "ended", reason: "cancelled" }));
  assert.equal(peer().closed, true);
});

test("the offer leaves right behind the acceptance", async () => {
  devices.allows = true;
  await greet();
  await hear(ring());
  const prepared = peer();
  call.accept("one", "video");
  assert.equal(prepared.released, true);
  prepared.options.send({ offer });
  const [accepted, offered] = FakeSocket.last.on("accept_call", "webrtc_offer");
  assert.deepEqual(accepted, { channel: "accept_call", call: "one", media: "video" });
  assert.deepEqual(offered, { channel: "webrtc_offer", call: "one", epoch: 1, offer });
  assert.equal(FakePeer.all.length, 1);
});

test("the accepted call's own state does not build another peer", async () => {
  await talkAsCallee();
  assert.equal(FakePeer.all.length, 1);
  assert.equal(peer().options.polite, true);
  assert.equal(peer().closed, false);
});

test("the caller gathers while it rings, and answers once the call is answered", async () => {
  await greet();
  call.place("bob", "Bob", "video");
  await hear(callState());
  assert.equal(peer().options.polite, false);
  assert.deepEqual(peer().options.iceServers, [{ urls: ["stun:stun.example.org"] }]);
  await hear({ channel: "webrtc_offer", call: "one", epoch: 1, from: "bob", offer });
  assert.deepEqual(peer().heard, [], "not before the call is answered");
  await hear(callState({ version: 2, state: "connecting" }));
  assert.deepEqual(peer().heard, [{ offer }]);
});

test("signals of another call or an epoch that is gone are not heard", async () => {
  await talkAsCaller();
  await hear({ channel: "webrtc_offer", call: "two", epoch: 1, from: "bob", offer });
  await hear(callState({ version: 3, state: "reconnecting", epoch: 2 }));
  await hear({ channel: "webrtc_offer", call: "one", epoch: 1, from: "bob", offer });
  assert.deepEqual(peer().heard, []);
});

test("glare: mine became the accept of theirs, so this page offers", async () => {
  await greet();
  call.place("bob", "Bob", "video");
  await hear(ring());
  await hear(callState({ version: 2, role: "callee", state: "connecting" }));
  assert.equal(peer().options.polite, true);
  assert.equal(peer().released, true);
  assert.deepEqual(call.state.rings, []);
});

test("a new epoch gets a new peer, and the old one goes", async () => {
  await talkAsCallee();
  const first = peer();
  await hear(callState({ version: 5, role: "callee", state: "reconnecting", epoch: 2 }));
  assert.equal(first.closed, true);
  assert.equal(peer().released, true);
  peer().options.send({ offer });
  assert.equal(FakeSocket.last.on("webrtc_offer").at(-1).epoch, 2);
  assert.equal(devices.wishes.length, 1, "the camera stays open");
});

test("reports when media is connected, and every change of what is sent", async () => {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  call.setMuted(true);
  call.setMuted(true);
  call.setCameraOff(true);
  const reports = FakeSocket.last.on("media_status").map(({ state, audio, video }) => [state, audio, video]);
  assert.deepEqual(reports, [
    ["connecting", true, true],
    ["connected", true, true],
    ["connected", false, true],
    ["connected", false, false],
  ]);
});

test("muted is a track that is switched off, not one that is gone", async () => {
  await talkAsCaller();
  call.setMuted(true);
  assert.equal(devices.tracks[0].enabled, false);
  assert.equal(devices.tracks[0].stopped, false);
  assert.equal(call.state.call?.muted, true);
});

test("hanging up tells the server, closes the peer, releases every track, and leaves the address", async () => {
  await talkAsCaller();
  assert.equal(page.callId, "one");
  call.hangUp();
  assert.deepEqual(FakeSocket.last.on("hang_up"), [{ channel: "hang_up", call: "one" }]);
  assert.ok(peer().closed && devices.tracks.every((track) => track.stopped));
  assert.equal(page.callId, null);
  assert.equal(call.localStream, null);
  await settled();
  assert.ok(FakePeer.all.every((one) => one.closed));
});

for (const [code, reason] of /** @type {[number, string][]} */ ([
  [4401, "session_ended"],
  [4409, "replaced"],
]))
  test(`a page whose socket is closed with ${code} has no part in the call any more`, async () => {
    await talkAsCaller();
    FakeSocket.last.drop(code);
    assert.equal(call.state.call?.reason, reason);
    assert.ok(peer().closed && devices.tracks.every((track) => track.stopped));
  });

test("a camera that opens after the call ended is stopped at once", async () => {
  devices.slow = true;
  await greet();
  call.place("bob", "Bob", "video");
  call.hangUp();
  devices.finish();
  await settled();
  assert.ok(devices.tracks.length === 2 && devices.tracks.every((track) => track.stopped));
});

test("cancelled before the server named it, it is hung up once it has a name", async () => {
  await greet();
  call.place("bob", "Bob", "video");
  call.hangUp();
  assert.deepEqual(FakeSocket.last.on("hang_up"), []);
  await hear(callState());
  assert.deepEqual(FakeSocket.last.on("hang_up"), [{ channel: "hang_up", call: "one" }]);
  assert.equal(FakePeer.all.length, 0);
});

test("accepting while talking hangs up first", async () => {
  await talkAsCaller();
  await hear({ ...ring("two"), from: { username: "charlie", name: "Charlie" } });
  call.accept("two", "voice");
  assert.deepEqual(
    channels().filter((one) => one === "hang_up" || one === "accept_call"),
    ["hang_up", "accept_call"],
  );
  assert.equal(call.state.call?.id, "two");
  assert.deepEqual(devices.wishes.at(-1), { audio: true, video: false });
});

test("calls again the one who did not answer", async () => {
  await greet();
  call.place("bob", "Bob", "voice");
  await hear(callState({ media: "voice" }));
  await hear(callState({ version: 2, state: "ended", reason: "missed" }));
  call.callAgain();
  const refs = FakeSocket.last.on("start_call").map(({ ref }) => ref);
  assert.equal(new Set(refs).size, 2, "each press is an attempt of its own");
  assert.equal(call.state.call?.media, "voice");
});

test("refused devices do not stop the call, and are said", async () => {
  devices.problem = "denied";
  await talkAsCaller();
  assert.equal(call.state.call?.phase, "connecting");
  assert.equal(call.state.call?.mediaProblem, "denied");
  assert.equal(call.state.call?.cameraOff, true);
});

test("devices can be asked for again", async () => {
  devices.problem = "in_use";
  await talkAsCaller();
  devices.problem = null;
  call.retryMedia();
  await settled();
  assert.equal(call.state.call?.mediaProblem, null);
  assert.equal(call.state.call?.cameraOff, false);
  assert.equal(peer().tracks?.audio, devices.tracks[0]);
});

test("an unplugged microphone is replaced by the next one", async () => {
  await talkAsCaller();
  const [microphone] = devices.tracks;
  microphone.onended?.();
  await settled();
  assert.deepEqual(devices.wishes.at(-1), { audio: true, video: false });
  assert.notEqual(peer().tracks?.audio, microphone);
});

test("a ring whose end was lost stops by itself", async () => {
  await greet();
  await hear(ring());
  FakeSocket.last.drop(1006);
  clock.pass(60_000);
  assert.deepEqual(call.state.rings, []);
});

test("tells when contacts or history are to be fetched again", async () => {
  let contacts = 0;
  let history = 0;
  call.oncontacts(() => void contacts++);
  call.onhistory(() => void history++);
  await greet();
  const [c, h] = [contacts, history];
  await hear({ channel: "contacts_changed" });
  const ended = callState({ version: 3, role: "callee", seat: "none", state: "ended", reason: "missed" });
  await hear(ended);
  await hear(ended);
  assert.deepEqual([contacts - c, history - h], [1, 1]);
});

test("closing the page does not hang up, and leaves nothing running", async () => {
  await talkAsCaller();
  call.close();
  call.close();
  assert.deepEqual(FakeSocket.last.on("hang_up"), []);
  assert.ok(peer().closed && devices.tracks.every((track) => track.stopped));
  assert.equal(clock.waiting, 0);
});

test("a call that the server does not hear of in time is given up, and is not placed later", async () => {
  await greet();
  FakeSocket.last.drop(1006);
  call.place("bob", "Bob", "video");
  await settled();
  clock.pass(20_000);
  assert.equal(call.state.call?.phase, "ended");
  assert.equal(call.state.call?.reason, "not_sent");
  assert.ok(devices.tracks.every((track) => track.stopped));
  await greet();
  assert.deepEqual(FakeSocket.last.on("start_call"), []);
});

test("placed on a socket that is dead, a call leaves by the next one", async () => {
  await greet();
  const dead = FakeSocket.last;
  call.place("bob", "Bob", "video");
  clock.pass(1_500);
  assert.notEqual(FakeSocket.last, dead);
  await greet();
  assert.equal(FakeSocket.last.on("start_call").length, 1);
});

test("a call that the server heard of only after it was given up is hung up", async () => {
  await greet();
  call.place("bob", "Bob", "video");
  await hear({ channel: "pong" });
  clock.pass(20_000);
  assert.equal(call.state.call?.reason, "not_sent");
  await hear(callState({ version: 1, state: "ringing" }));
  assert.equal(call.state.call?.phase, "ended");
  assert.deepEqual(FakeSocket.last.on("hang_up"), [{ channel: "hang_up", call: "one" }]);
});

test("a call that rings in time goes on ringing", async () => {
  await greet();
  call.place("bob", "Bob", "video");
  await hear(callState({ version: 1, state: "ringing" }));
  clock.pass(20_000);
  assert.equal(call.state.call?.reason, null);
});
