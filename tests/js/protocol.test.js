/** The golden messages of tests/protocol/, which the Python tests read too. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { BadMessage, encode, parse } from "../../static/js/protocol.js";

const folder = new URL("../protocol/", import.meta.url);
const golden = readdirSync(folder)
  .filter((name) => name.endsWith(".to_browser.json"))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")));

test("there is a golden file for every message to the browser", () => {
  const channels = golden.map((file) => file.channel).sort();
  assert.deepEqual(channels, [
    "call_state",
    "contacts_changed",
    "error",
    "going_away",
    "ice_servers",
    "ping",
    "pong",
    "presence",
    "ringing",
    "start_call",
    "webrtc_answer",
    "webrtc_ice_candidate",
    "webrtc_offer",
    "welcome",
  ]);
});

for (const { channel, examples } of golden) {
  test(`${channel}: every example is understood as it is`, () => {
    for (const example of examples) assert.deepEqual(parse(JSON.stringify(example)), example);
  });

  test(`${channel}: without one of its fields it is no message`, () => {
    for (const example of examples)
      for (const field of Object.keys(example).filter(
        (name) => name !== "channel" && isNeeded(example, name),
      )) {
        const { [field]: _, ...rest } = example;
        assert.throws(() => parse(JSON.stringify(rest)), BadMessage, `${channel} without ${field}`);
      }
  });

  test(`${channel}: a field of the wrong type makes it no message`, () => {
    for (const example of examples)
      for (const field of Object.keys(example).filter((name) => name !== "channel"))
        assert.throws(
          () => parse(JSON.stringify({ ...example, [field]: [[]] })),
          BadMessage,
          `${channel}.${field}`,
        );
  });
}

/** Fields that may be null may also be left out. @param {any} example @param {string} name */
function isNeeded(example, name) {
  const times = ["ms_left", "elapsed_ms", "retry_after_ms"];
  const nullable = [...times, "reason", "ended_by", "about", "there", "nonce", "device", "relay_only"];
  return !nullable.includes(name) && !(example.channel === "error" && name === "call");
}

test("a later server may say more than this page understands", () => {
  assert.equal(parse('{"channel":"news","text":"hello"}'), null);
  assert.deepEqual(parse('{"channel":"ping","later":1}'), { channel: "ping", later: 1 });
  assert.equal(parse('{"channel":"constructor"}'), null);
});

test("what is no message is refused", () => {
  for (const frame of ["", "hello", "null", "[]", "4", "{}", '{"channel":7}', new ArrayBuffer(2), undefined])
    assert.throws(() => parse(frame), BadMessage);
});

test("messages to the server are written as their golden examples", () => {
  const names = readdirSync(folder).filter((name) => name.endsWith(".to_server.json"));
  assert.ok(names.length >= 13);
  for (const name of names)
    for (const example of JSON.parse(readFileSync(new URL(name, folder), "utf8")).examples)
      assert.deepEqual(JSON.parse(encode(example)), example);
});
