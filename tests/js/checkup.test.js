/** One check: nothing before the press, everything given back, what comes too late is for nobody. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Checkup } from "../../static/js/check/checkup.js";
import { FakeStream, FakeTrack } from "./fake-media.js";
import { FakeClock } from "./fakes.js";

const TURN = [{ urls: ["turn:turn.example.org"], username: "1:x", credential: "y" }];
const WAY = {
  connected: true,
  ms: 80,
  over: "udp",
  kinds: { host: 0, srflx: 0, relay: 2 },
  troubles: [],
};
const GATHERED = { kinds: { host: 1, srflx: 1, relay: 1 }, troubles: [], complete: true };

/** @type {FakeClock} */
let clock;
/** @type {FakeTrack[]} */
let tracks;
/** @type {string[]} */
let asked;
/** @type {any} */
let answers;
/** @type {Checkup} */
let checkup;

beforeEach(() => {
  Object.assign(globalThis, { MediaStream: FakeStream });
  clock = new FakeClock();
  tracks = [new FakeTrack("audio"), new FakeTrack("video")];
  asked = [];
  answers = {
    capture: { tracks, problem: null },
    servers: { servers: TURN, failure: null },
    gather: GATHERED,
    tryWay: WAY,
  };
  const answer = (/** @type {string} */ name) => async () => {
    asked.push(name);
    return answers[name];
  };
  checkup = new Checkup({
    capture: answer("capture"),
    servers: answer("servers"),
    gather: answer("gather"),
    tryWay: answer("tryWay"),
    link: async () => "online",
    clock,
  });
});

const codes = () =>
  Object.fromEntries(Object.entries(checkup.state.verdicts).map(([part, { code }]) => [part, code]));

test("nothing is opened or asked before the press", () => {
  assert.deepEqual(asked, []);
  assert.equal(checkup.state.stream, null);
});

test("everything is there", async () => {
  await checkup.start();
  checkup.heard(0.6);
  checkup.played(true);
  assert.equal(codes().speaker, "asking");
  checkup.answered(true);
  assert.deepEqual(codes(), {
    server: "online",
    camera: "seen",
    microphone: "heard",
    speaker: "heard",
    direct: "reflected",
    relay: "relayed",
  });
});

test("a fan is no voice", async () => {
  await checkup.start();
  checkup.heard(0.1);
  assert.equal(codes().microphone, "listening");
  clock.pass(10_000);
  assert.equal(codes().microphone, "silent");
  checkup.heard(0.5);
  assert.equal(codes().microphone, "heard", "late is not too late");
});

test("camera and microphone are given back at once", async () => {
  await checkup.start();
  checkup.close();
  assert.ok(tracks.every((track) => track.stopped));
  assert.equal(checkup.state.stream, null);
  assert.equal(clock.waiting, 0);
  assert.equal(codes().relay, "relayed", "what was found stays to be read");
});

test("a camera that opens after the page was left is closed again", async () => {
  const starting = checkup.start();
  checkup.close();
  await starting;
  assert.ok(tracks.every((track) => track.stopped));
  assert.equal(checkup.state.stream, null);
});

test("each device by its own name", async () => {
  answers.capture = { tracks: [tracks[0]], problem: "no_camera" };
  await checkup.start();
  assert.deepEqual([codes().camera, codes().microphone], ["no_camera", "listening"]);
});

test("what was not found out yet is open again when it is stopped", async () => {
  await checkup.start();
  checkup.close();
  assert.deepEqual([codes().microphone, codes().speaker], ["waiting", "waiting"]);
});

test("without a relay none is tried", async () => {
  answers.servers = { servers: [{ urls: ["stun:stun.example.org"] }], failure: null };
  await checkup.start();
  assert.equal(codes().relay, "no_relay");
  assert.ok(!asked.includes("tryWay"));
});

test("no servers to check with", async () => {
  answers.servers = { servers: null, failure: "too_often" };
  await checkup.start();
  assert.deepEqual([codes().direct, codes().relay], ["too_often", "too_often"]);
  assert.deepEqual([...asked].sort(), ["capture", "servers"]);
});
