/** The call room with a held socket, held time, and peers and devices that only note what is done to them. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { createCall } from "../../static/js/call.js";
import { Signalling } from "../../static/js/signalling.js";
import { FakeDevices, FakePeer, FakeStream } from "./fake-media.js";
import { FakeClock, FakePage, FakeSocket } from "./fakes.js";
import { callState, refusal, ring, snapshot, welcome } from "./snapshots.js";

/** @type {FakeClock} */
let clock;
/** @type {FakePage} */
let page;
/** @type {FakeDevices} */
let devices;
/** @type {import("../../static/js/call.js").Call} */
let call;

beforeEach(() => {
  Object.assign(globalThis, { MediaStream: FakeStream });
  FakeSocket.all = [];
  FakePeer.all = [];
  clock = new FakeClock();
  page = new FakePage();
  devices = new FakeDevices();
  open();
});

afterEach(() => call.close());

function open() {
  const signalling = new Signalling({
    url: "ws://localhost/ws/",
    page,
    clock,
    random: () => 1,
    Socket: /** @type {any} */ (FakeSocket),
  });
  call = createCall({
    signalling,
    media: devices,
    makePeer: (options) => new FakePeer(options),
    sounds: { update() {}, enabled: true, close() {} },
    page: /** @type {any} */ (page),
    clock,
  });
  signalling.open();
}

/** @param {import("../../static/js/protocol.js").Snapshot[]} [calls] */
async function greet(calls = []) {
  FakeSocket.last.open();
  await hear(welcome(calls));
}

/** @param {import("../../static/js/protocol.js").ServerMessage} message */
async function hear(message) {
  FakeSocket.last.hear(message);
  await settled();
}

/** Lets promises that are settled be followed, and gives ICE servers to whoever asked. */
async function settled() {
  await new Promise((done) => setImmediate(done));
  const { last } = FakeSocket;
  if (last.on("get_ice_servers").length === last.iceServersGiven) return;
  last.iceServersGiven = last.on("get_ice_servers").length;
  last.hear({ channel: "ice_servers", ice_servers: [{ urls: ["stun:stun.example.org"] }], ttl: 600 });
  await new Promise((done) => setImmediate(done));
}

const channels = () => FakeSocket.last.sent.map((message) => message.channel);
const peer = () => FakePeer.all[FakePeer.all.length - 1];
const offer = /** @type {const} */ ({ type: "offer", sdp: "v=0" });

/** Alice has called Bob, and he has accepted. */
async function talkAsCaller() {
  await greet();
  call.place("bob", "Bob", "video");
  await hear(callState());
  await hear(callState({ version: 2, state: "connecting" }));
}

/** Bob has called Alice, and she has accepted. */
async function talkAsCallee() {
  await greet();
  await hear(ring());
  call.accept("one", "video");
  await settled();
  await hear(callState({ version: 2, role: "callee", state: "connecting" }));
}

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

test("media that does not come back gets a new epoch at 30 s, and the call is lost at 45 s", async () => {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  peer().options.onstate?.("failed");
  await settled();
  assert.equal(peer().restarts, 1);
  clock.pass(30_000);
  assert.equal(FakeSocket.last.on("rejoin_call").length, 1);
  await hear({ channel: "ping" });
  clock.pass(15_000);
  assert.equal(call.state.call?.reason, "lost");
  assert.equal(FakeSocket.last.on("hang_up").length, 1);
});

test("the network is back: another path is looked for at once", async () => {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  page.comesOnline();
  await settled();
  assert.equal(peer().restarts, 1);
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

test("the operator is told of the call, and a refusal of that is no matter for its person", async () => {
  await talkAsCaller();
  peer().known = { gathered: [], heard: [], errors: [], restarts: 0 };
  peer().options.onstate?.("connected");
  clock.pass(2_500);
  await settled();
  const [report] = FakeSocket.last.on("call_report");
  assert.deepEqual([report.call, report.epoch, report.outcome], ["one", 1, "connected"]);
  await hear(refusal("bad_message", "call_report", "one"));
  assert.equal(call.state.error, null);
  call.hangUp();
  assert.equal(FakeSocket.last.on("call_report").length, 2, "its last word, before the peer is closed");
});

/** Lets seconds pass one by one, and what is looked at in each be answered. @param {number} seconds */
async function seconds(seconds) {
  for (let second = 0; second < seconds; second += 1) {
    clock.pass(1_000);
    await settled();
  }
}

test("a poor connection pauses the picture, says so to both, and brings it back", async () => {
  await talkAsCaller();
  peer().bytesReceived = async () => clock.now();
  peer().options.onstate?.("connected");
  peer().room = { available: 60_000, loss: 0.05, roundTrip: 0.3, limited: true };
  await seconds(7);
  assert.equal(peer().step?.active, false);
  assert.equal(call.state.call?.paused, true);
  const { paused, video, state } = FakeSocket.last.on("media_status").at(-1);
  assert.deepEqual({ paused, video, state }, { paused: true, video: true, state: "connected" });
  peer().room = { available: 2_000_000, loss: 0, roundTrip: 0.05, limited: false };
  await seconds(6);
  assert.equal(peer().step?.active, true);
  assert.equal(call.state.call?.paused, false);
  assert.equal(FakeSocket.last.on("media_status").at(-1).paused, undefined);
  assert.equal(FakeSocket.last.on("webrtc_offer").length, 0, "no negotiation is needed for it");
});

/** Alice and Bob talk, bytes come in, and then no more. */
async function mediaStops() {
  await talkAsCaller();
  peer().bytesReceived = async () => 1;
  peer().options.onstate?.("connected");
  await hear(
    callState({
      version: 3,
      state: "active",
      ms_left: null,
      peer: { username: "bob", name: "Bob", audio: true, video: true },
    }),
  );
  clock.pass(500);
  await settled();
}

test("no packets for a second: is the line alive? If not, a new one, then another path", async () => {
  await mediaStops();
  const [line] = FakeSocket.all;
  const asked = line.on("ping").length; // as the call was placed
  for (let looks = 0; looks < 3; looks += 1) {
    clock.pass(250);
    await settled();
  }
  assert.equal(line.on("ping").length, asked);
  for (let looks = 0; looks < 3; looks += 1) {
    clock.pass(250);
    await settled();
  }
  assert.equal(line.on("ping").length, asked + 1);
  clock.pass(1_000);
  assert.equal(FakeSocket.all.length, 2, "no answer within a second");
  assert.equal(peer().restarts, 0, "the line first");
  await greet([snapshot({ version: 3, state: "active", ms_left: null })]);
  assert.equal(peer().restarts, 1);
  assert.equal(peer().resent, 1);
});

test("the line answers, so only the path is looked for anew, by the policy for a broken connection", async () => {
  await mediaStops();
  for (let looks = 0; looks < 16; looks += 1) {
    clock.pass(500);
    FakeSocket.last.hear({ channel: "pong" });
    await settled();
  }
  assert.equal(FakeSocket.all.length, 1);
  assert.ok(peer().restarts >= 1);
});

test("after a sleep in a call: is the line alive, and another path at once", async () => {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  clock.sleep(60_000);
  clock.pass(1_000);
  await settled();
  assert.ok(FakeSocket.all.length > 1 || FakeSocket.last.on("ping").length > 0);
  assert.ok(peer().restarts >= 1);
  assert.equal(
    call.state.call?.phase,
    "connected",
    "the server says whether the call is over, not the clock",
  );
});

test("a restart late in the call asks for fresh credentials first", async () => {
  await talkAsCaller();
  peer().bytesReceived = async () => clock.now();
  peer().options.onstate?.("connected");
  page.comesOnline();
  await settled();
  assert.equal(FakeSocket.last.on("get_ice_servers").length, 1, "those at hand are fresh");
  await hear({ channel: "pong" });
  // More than half of their ten minutes.
  for (let half = 0; half < 11; half += 1) {
    clock.pass(30_000);
    await hear({ channel: "ping" });
  }
  const { length } = FakeSocket.last.on("get_ice_servers");
  page.comesOnline();
  assert.equal(FakeSocket.last.on("get_ice_servers").length, length + 1);
  const { restarts } = peer();
  const fresh = [{ urls: ["turn:turn.example.org"], username: "later", credential: "fresh" }];
  FakeSocket.last.iceServersGiven = length + 1;
  await hear({ channel: "ice_servers", ice_servers: fresh, ttl: 600 });
  assert.equal(peer().restarts, restarts + 1);
  assert.deepEqual(peer().servers, fresh);
});

test("without a line a restart does not wait for credentials", async () => {
  await talkAsCaller();
  peer().options.onstate?.("connected");
  clock.pass(301_000);
  FakeSocket.last.drop(1006);
  const { restarts } = peer();
  peer().options.onstate?.("failed");
  await settled();
  assert.equal(peer().restarts, restarts + 1);
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
