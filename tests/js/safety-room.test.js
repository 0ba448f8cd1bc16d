/** The safety code of a call: who it is made for, what is said over the connection, and how a call ends by it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { SafetyRoom } from "../../static/js/safety/room.js";
import { FakeSocket } from "./fakes.js";
import { call, devices, greet, hear, peer, room, talkAsCaller } from "./one-call.js";
import { callState, ring } from "./snapshots.js";
import { TwoPages } from "./two-pages.js";

const UUID = "6f1c2a52-1d0b-4c8e-9d0b-0a9f5d2f7c11";

/** @param {string} byte of its fingerprint */
const sdpOf = (byte) => `v=0\r\na=fingerprint:sha-256 ${Array(32).fill(byte).join(":")}\r\n`;
const [OFFER, ANSWER, EVIL] = ["01", "02", "0e"].map(sdpOf);

/** One page of the two, with its room; `own` and `theirs` are the descriptions it applied. */
class Side {
  /** @type {any[]} */
  events = [];
  /** @type {any} */
  connections = { current: null };
  /** @type {string[]} */
  ended = [];

  /** @param {any} exchange @param {boolean} offers @param {string} me @param {string} other */
  constructor(exchange, offers, me, other) {
    this.exchange = exchange;
    this.room = new SafetyRoom(
      /** @type {any} */ ({
        exchange,
        connections: this.connections,
        dispatch: (/** @type {any} */ event) => this.events.push(event.safety),
        giveUp: (/** @type {string} */ reason) => this.ended.push(reason),
      }),
    );
    this.begin(1, offers, me, other);
  }

  /** @param {number} epoch @param {boolean} offers @param {string} me @param {string} other */
  begin(epoch, offers, me, other) {
    const own = { user: me, device: `of ${me}` };
    const them = () => ({ user: other, device: `of ${other}` });
    this.safety = this.room.begin({ call: UUID, epoch, offers, own, other: them });
    this.connections.current = { epoch, safety: this.safety };
  }

  /** @returns {any} */
  get view() {
    return this.events.at(-1);
  }
}

/** Digests come from elsewhere, and in their own time. @param {() => boolean} condition */
async function until(condition) {
  for (let turn = 0; !condition(); turn += 1) {
    assert.ok(turn < 1_000, "it does not come about");
    await new Promise((done) => setImmediate(done));
  }
}

/** Bob, the callee, offers. @param {string} [remote] what the caller applied for his offer */
async function met(remote = OFFER) {
  const pages = new TwoPages();
  const alice = new Side(pages.alice.exchange, false, "alice", "bob");
  const bob = new Side(pages.bob.exchange, true, "bob", "alice");
  const nonce = alice.safety?.offered(await bob.safety?.commit(OFFER));
  alice.safety?.applied({ local: ANSWER, remote });
  await bob.safety?.answered(nonce, { local: OFFER, remote: ANSWER });
  return { pages, alice, bob };
}

test("both pages come to the same code once they can speak, and only a person calls it compared", async () => {
  const { pages, alice, bob } = await met();
  assert.deepEqual(alice.events, []);
  pages.connect();
  await until(() => alice.view?.state === "ready");
  assert.deepEqual(alice.view, { ...bob.view });
  assert.equal(alice.view.compared, false);
  alice.room.match();
  assert.deepEqual([alice.view.compared, bob.view.compared], [true, false]);
  assert.deepEqual([alice.ended, bob.ended], [[], []]);
  const told = alice.events.length;
  pages.bob.exchange.send("chat", { text: "hello" });
  pages.deliver();
  assert.equal(alice.events.length, told, "what is said beside it changes nothing");
});

test("what the offerer shows is said again over the next channel", async () => {
  const { pages, alice } = await met();
  pages.begin();
  const { control } = pages.bob.channels;
  const send = control.send.bind(control);
  control.send = (data) => (data.includes('"safety"') ? undefined : send(data)); // lost
  pages.open();
  pages.deliver();
  assert.notEqual(alice.view?.state, "ready");
  pages.connect();
  await until(() => alice.view?.state === "ready");
});

test("somebody in the middle ends the call", async () => {
  const { pages, alice } = await met(EVIL);
  pages.connect();
  await until(() => alice.ended.length > 0);
  assert.deepEqual(alice.ended, ["unsafe"]);
});

test("a person who sees another code ends it", async () => {
  const { alice } = await met();
  alice.room.differ();
  assert.deepEqual(alice.ended, ["codes_differ"]);
});

test("a page that says nothing leaves the other without a code", async () => {
  const { pages, alice } = await met();
  pages.begin();
  pages.alice.channels.control.open();
  pages.clock.pass(6_000);
  assert.equal(alice.view?.state, "none");
});

test("what one compared is not carried over to the next connection", async () => {
  const { pages, alice } = await met();
  pages.connect();
  await until(() => alice.view?.state === "ready");
  alice.room.match();
  alice.begin(2, false, "alice", "bob");
  pages.connect();
  assert.deepEqual(alice.view, { state: "waiting" });
});

test("a prepared offer is for the device that rings, and made anew for another one", async () => {
  devices.allows = true;
  await greet();
  await hear(ring(UUID));
  const prepared = peer();
  assert.match(String(await prepared.options.safety?.commit(OFFER)), /^[0-9a-f]{64}$/);
  await hear(
    callState({
      call: UUID,
      version: 2,
      role: "callee",
      seat: "none",
      peer: { ...callState().peer, device: "d3" },
    }),
  );
  assert.equal(prepared.closed, true);
  assert.equal(peer().closed, false);
  assert.notEqual(peer(), prepared);
});

test("a certificate that changes in a call ends it for both, and says so whatever the server says", async () => {
  await talkAsCaller();
  const safety = peer().options.safety;
  assert.equal(call.state.call?.safety.state, "waiting");
  safety?.applied({ local: ANSWER, remote: OFFER });
  safety?.applied({ local: ANSWER, remote: EVIL });
  assert.equal(call.state.call?.reason, "unsafe");
  assert.equal(peer().closed, true);
  assert.equal(FakeSocket.last.on("hang_up").length, 1);
  await hear(callState({ version: 3, state: "ended", reason: "completed", ended_by: "me" }));
  assert.equal(call.state.call?.reason, "unsafe");
});

test("what a person saw stays the reason", async () => {
  await talkAsCaller();
  room?.differ();
  await hear(callState({ version: 3, state: "ended", reason: "completed", ended_by: "me" }));
  assert.equal(call.state.call?.reason, "codes_differ");
});
