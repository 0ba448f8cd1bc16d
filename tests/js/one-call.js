/** A call room with a held socket, held time, and peers and devices that only note what is done to them. */

import { afterEach, beforeEach } from "node:test";
import { createCall } from "../../static/js/call.js";
import { SafetyRoom } from "../../static/js/safety/room.js";
import { Signalling } from "../../static/js/signalling.js";
import { FakeDevices, FakePeer, FakeStream } from "./fake-media.js";
import { FakeClock, FakePage, FakeSocket } from "./fakes.js";
import { callState, ring, welcome } from "./snapshots.js";

/** @type {FakeClock} */
export let clock;
/** @type {FakePage} */
export let page;
/** @type {FakeDevices} */
export let devices;
/** @type {import("../../static/js/call.js").Call} */
export let call;
/** @type {SafetyRoom | null} */
export let room = null;

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

export function open() {
  room = null;
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
    safety: async () => (room ??= new SafetyRoom(call.upkeep)),
  });
  signalling.open();
}

/** @param {import("../../static/js/protocol.js").Snapshot[]} [calls] */
export async function greet(calls = []) {
  FakeSocket.last.open();
  await hear(welcome(calls));
}

/** @param {import("../../static/js/protocol.js").ServerMessage} message */
export async function hear(message) {
  FakeSocket.last.hear(message);
  await settled();
}

/** Lets promises that are settled be followed, and gives ICE servers to whoever asked. */
export async function settled() {
  await new Promise((done) => setImmediate(done));
  const { last } = FakeSocket;
  if (last.on("get_ice_servers").length === last.iceServersGiven) return;
  last.iceServersGiven = last.on("get_ice_servers").length;
  last.hear({ channel: "ice_servers", ice_servers: [{ urls: ["stun:stun.example.org"] }], ttl: 600 });
  await new Promise((done) => setImmediate(done));
}

export const channels = () => FakeSocket.last.sent.map((message) => message.channel);
export const peer = () => FakePeer.all[FakePeer.all.length - 1];
export const offer = /** @type {const} */ ({ type: "offer", sdp: "v=0" });

/** Alice has called Bob, and he has accepted. */
export async function talkAsCaller() {
  await greet();
  call.place("bob", "Bob", "video");
  await hear(callState());
  await hear(callState({ version: 2, state: "connecting" }));
}

/** Bob has called Alice, and she has accepted. */
export async function talkAsCallee() {
  await greet();
  await hear(ring());
  call.accept("one", "video");
  await settled();
  await hear(callState({ version: 2, role: "callee", state: "connecting" }));
}
