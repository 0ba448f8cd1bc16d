/** Two pages come to one safety code, and what somebody between them can do about it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { EpochSafety } from "../../static/js/safety/epoch-safety.js";
import { fingerprintOf } from "../../static/js/safety/fingerprint.js";

const context = {
  call: "00000000-0000-4000-8000-000000000001",
  epoch: 1,
  offerer: { user: "alice", device: "devA" },
  answerer: { user: "bob", device: "devB" },
};
const OFFER = sdpOf("01");
const ANSWER = sdpOf("02");
const EVIL = sdpOf("0e");

/** @param {string} byte of its fingerprint */
function sdpOf(byte) {
  const line = `a=fingerprint:sha-256 ${Array(32).fill(byte).join(":").toUpperCase()}`;
  return `v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n${line}\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n${line}\r\n`;
}

const offering = () =>
  new EpochSafety(
    () => context,
    true,
    () => {},
  );
const answering = () =>
  new EpochSafety(
    () => context,
    false,
    () => {},
  );

/** Somebody in the middle may change what passes: identity where they do not. */
const honest = {
  commitment: (/** @type {any} */ it) => it,
  nonce: (/** @type {any} */ it) => it,
  reveal: (/** @type {any} */ it) => it,
  offer: OFFER,
  answer: ANSWER,
};

/** @param {Partial<typeof honest>} middle */
async function exchange(middle = {}) {
  const relay = { ...honest, ...middle };
  const [offerer, answerer] = [offering(), answering()];
  const nonce = answerer.offered(relay.commitment(await offerer.commit(OFFER)));
  answerer.applied({ local: ANSWER, remote: relay.offer });
  await offerer.answered(relay.nonce(nonce), { local: OFFER, remote: relay.answer });
  if (offerer.reveal) await answerer.revealed(relay.reveal(offerer.reveal));
  return { offerer, answerer };
}

test("both come to the same code, another one each time", async () => {
  const [first, second] = [await exchange(), await exchange()];
  assert.equal(first.offerer.safety.state, "ready");
  assert.deepEqual(first.offerer.safety, first.answerer.safety);
  assert.notDeepEqual(first.offerer.safety, second.offerer.safety);
});

test("somebody with certificates of their own is seen by the commitment", async () => {
  const { answerer } = await exchange({ offer: EVIL, answer: EVIL });
  assert.deepEqual(answerer.safety, { state: "broken", why: "commitment broken" });
});

test("somebody who makes the commitment too gets two codes that differ", async () => {
  const [alice, bob] = [offering(), answering()];
  const [toAlice, toBob] = [answering(), offering()];
  toAlice.offered(await alice.commit(OFFER));
  const nonce = bob.offered(await toBob.commit(EVIL));
  bob.applied({ local: ANSWER, remote: EVIL });
  await alice.answered(toAlice.offered(null), { local: OFFER, remote: EVIL });
  assert.ok(alice.reveal);
  await toBob.answered(nonce, { local: EVIL, remote: ANSWER });
  await bob.revealed(toBob.reveal);
  assert.equal(alice.safety.state, "ready");
  assert.equal(bob.safety.state, "ready");
  assert.notDeepEqual(alice.safety, bob.safety);
});

test("another nonce than was committed to ends it", async () => {
  for (const reveal of [() => "00".repeat(32), () => "short", () => undefined]) {
    const { answerer } = await exchange({ reveal });
    assert.deepEqual(answerer.safety, { state: "broken", why: "commitment broken" });
  }
});

test("the first answer counts", async () => {
  const [offerer, answerer] = [offering(), answering()];
  const nonce = answerer.offered(await offerer.commit(OFFER));
  await offerer.answered(nonce, { local: OFFER, remote: ANSWER });
  const { safety } = offerer;
  await offerer.answered("ff".repeat(32), { local: OFFER, remote: ANSWER });
  assert.equal(offerer.safety, safety);
});

test("the first commitment counts, and offers of the same epoch repeat it", async () => {
  const [offerer, answerer] = [offering(), answering()];
  const first = await offerer.commit(OFFER);
  assert.equal(await offerer.commit(OFFER), first);
  const nonce = answerer.offered(first);
  assert.equal(answerer.offered("ff".repeat(32)), nonce);
  answerer.applied({ local: ANSWER, remote: OFFER });
  await offerer.answered(nonce, { local: OFFER, remote: ANSWER });
  await answerer.revealed(offerer.reveal);
  assert.equal(answerer.safety.state, "ready");
});

test("a certificate that changes within the epoch ends it, and nothing makes it well again", async () => {
  const { offerer, answerer } = await exchange();
  assert.equal(offerer.applied({ local: OFFER, remote: ANSWER }), true);
  assert.equal(offerer.applied({ local: OFFER, remote: EVIL }), false);
  assert.deepEqual(offerer.safety, { state: "broken", why: "certificate changed" });
  assert.equal(offerer.applied({ local: OFFER, remote: ANSWER }), false);
  assert.equal(answerer.applied({ local: ANSWER, remote: "v=0" }), false);
  assert.deepEqual(answerer.safety, { state: "broken", why: "no fingerprint" });
});

test("a program that has no part in it leaves both without a code, never with one", async () => {
  const { answerer } = await exchange({ commitment: () => undefined });
  assert.deepEqual(answerer.safety, { state: "none" });
  const { offerer } = await exchange({ nonce: () => undefined });
  assert.deepEqual(offerer.safety, { state: "none" });
});

test("nothing is shown before the answer is frozen", async () => {
  const offerer = offering();
  await offerer.commit(OFFER);
  await offerer.answered("no nonce", { local: OFFER, remote: ANSWER });
  assert.equal(offerer.reveal, null);
});

test("offers of the answerer, later in the epoch, change nothing", async () => {
  const { offerer, answerer } = await exchange();
  const { safety } = offerer;
  assert.equal(await answerer.commit(ANSWER), undefined);
  assert.equal(offerer.offered("ff".repeat(32)), undefined);
  await answerer.answered("ff".repeat(32), { local: ANSWER, remote: OFFER });
  assert.equal(answerer.reveal, null);
  assert.deepEqual([offerer.safety, answerer.safety], [safety, safety]);
});

test("without a context there is no code, but a certificate that changes still ends it", async () => {
  const blind = new EpochSafety(
    () => null,
    true,
    () => {},
  );
  assert.equal(await blind.commit(OFFER), undefined);
  await blind.answered("ff".repeat(32), { local: OFFER, remote: ANSWER });
  assert.deepEqual([blind.safety, blind.reveal], [{ state: "none" }, null]);
  assert.equal(blind.applied({ local: OFFER, remote: EVIL }), false);
  assert.equal(blind.safety.state, "broken");
});

test("a hash beside SHA-256 leaves both without a code: nobody knows which one the browser looks at", async () => {
  const more = `${OFFER}a=fingerprint:sha-512 ${Array(64).fill("0f").join(":")}\r\n`;
  const { answerer } = await exchange({ offer: more });
  assert.deepEqual(answerer.safety, { state: "none" });
  assert.equal(answerer.applied({ local: ANSWER, remote: more }), true);
  assert.equal(answerer.applied({ local: ANSWER, remote: OFFER }), false);
  const other = `v=0\r\na=fingerprint:sha-512 ${Array(64).fill("0f").join(":")}\r\n`; // all that Chromium keeps of several
  const { answerer: chromium } = await exchange({ offer: other });
  assert.deepEqual(chromium.safety, { state: "none" });
});

test("a fingerprint is one value, however often it stands there", () => {
  assert.deepEqual(fingerprintOf(OFFER), new Uint8Array(32).fill(1));
  assert.deepEqual(fingerprintOf(OFFER.toLowerCase()), new Uint8Array(32).fill(1));
  assert.equal(fingerprintOf(OFFER + ANSWER), null);
  assert.equal(fingerprintOf("v=0"), null);
  assert.equal(fingerprintOf("a=fingerprint:sha-256 01:02"), null);
});
