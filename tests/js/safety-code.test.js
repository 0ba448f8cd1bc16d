/** The safety code, with the vector of docs/security.md. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { commitment, safetyCode } from "../../static/js/safety/code.js";

const context = {
  call: "00000000-0000-4000-8000-000000000001",
  epoch: 1,
  offerer: { user: "alice", device: "devA" },
  answerer: { user: "bob", device: "devB" },
};
const bytes = (/** @type {number} */ value) => new Uint8Array(32).fill(value);
const fingerprints = { offerer: bytes(1), answerer: bytes(2) };
const nonces = { offerer: bytes(3), answerer: bytes(4) };

test("the vector", async () => {
  const committed = Buffer.from(await commitment(context, bytes(1), bytes(3))).toString("hex");
  assert.equal(committed.slice(0, 16), "bb6d4f0d5b21e9b1");
  assert.deepEqual(await safetyCode(context, fingerprints, nonces), {
    pictures: [0, 22, 31, 14, 2],
    numbers: ["0005", "0636", "0898"],
  });
});

test("whatever is another one makes another code", async () => {
  const code = JSON.stringify(await safetyCode(context, fingerprints, nonces));
  const others = [
    safetyCode({ ...context, epoch: 2 }, fingerprints, nonces),
    safetyCode({ ...context, offerer: context.answerer, answerer: context.offerer }, fingerprints, nonces),
    safetyCode({ ...context, offerer: { user: "alic", device: "edevA" } }, fingerprints, nonces),
    safetyCode(context, { ...fingerprints, answerer: bytes(5) }, nonces),
    safetyCode(context, { offerer: bytes(2), answerer: bytes(1) }, nonces),
    safetyCode(context, fingerprints, { ...nonces, offerer: bytes(5) }),
  ];
  for (const other of await Promise.all(others)) assert.notEqual(JSON.stringify(other), code);
});

test("what has not the size it should is refused", () => {
  assert.throws(() => commitment(context, new Uint8Array(31), bytes(3)), RangeError);
  assert.throws(() => commitment({ ...context, call: "none" }, bytes(1), bytes(3)), RangeError);
  assert.throws(() => commitment({ ...context, epoch: -1 }, bytes(1), bytes(3)), RangeError);
});
