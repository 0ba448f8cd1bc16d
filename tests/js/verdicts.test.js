/** What came out of a check, in codes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eachAddress, relaysOf, tellsOverUdp } from "../../static/js/check/check-servers.js";
import {
  directVerdict,
  relayFailure,
  relayVerdict,
  serverVerdict,
  summary,
  verdict,
} from "../../static/js/check/verdicts.js";

const found = (/** @type {object} */ change) => ({
  kinds: { host: 1, srflx: 0, relay: 0 },
  troubles: [],
  complete: true,
  ...change,
});
const way = (/** @type {object} */ change) => ({
  connected: false,
  ms: 120,
  over: null,
  kinds: { host: 0, srflx: 0, relay: 0 },
  troubles: [],
  ...change,
});
const silent = { code: 701, transport: "udp" };

test("a socket that is coming back is no connection yet", () => {
  assert.deepEqual(serverVerdict("online"), verdict("fine", "online"));
  for (const link of /** @type {const} */ (["connecting", "waiting"]))
    assert.deepEqual(serverVerdict(link), verdict("failed", "offline"));
  assert.deepEqual(serverVerdict("signed_out"), verdict("failed", "signed_out"));
});

for (const [name, gathered, asked, status, code] of /** @type {const} */ ([
  [
    "the address seen from outside came",
    found({ kinds: { host: 1, srflx: 1, relay: 0 } }),
    true,
    "fine",
    "reflected",
  ],
  ["the own address is the public one", found({}), true, "fine", "reflected"],
  ["nobody tells the address", found({}), false, "poor", "same_network"],
  [
    "udp is held back, a relay over tcp is there",
    found({ kinds: { host: 1, srflx: 0, relay: 1 }, troubles: [silent] }),
    true,
    "poor",
    "relay_only",
  ],
  ["udp is held back", found({ troubles: [silent] }), true, "poor", "blocked"],
  ["no answer in time", found({ complete: false }), true, "poor", "blocked"],
  [
    "a relay over tcp that is away says nothing of udp",
    found({ troubles: [{ code: 701, transport: "tcp" }] }),
    true,
    "fine",
    "reflected",
  ],
  ["WebRTC is switched off", found({ kinds: { host: 0, srflx: 0, relay: 0 } }), true, "failed", "no_network"],
]))
  test(`direct: ${name}`, () => {
    assert.deepEqual(directVerdict(gathered, asked), verdict(status, code));
  });

test("relayed, and how", () => {
  assert.deepEqual(relayVerdict(way({ connected: true, over: "udp" })), {
    status: "fine",
    code: "relayed",
    ms: 120,
  });
  assert.equal(relayVerdict(way({ connected: true, over: "tls" })).code, "relayed_tcp");
  assert.equal(relayVerdict(way({ connected: true })).code, "relayed", "Firefox may not say");
});

for (const [codes, relay, reason] of /** @type {const} */ ([
  [[701, 401], 0, "refused"],
  [[486], 0, "full"],
  [[701], 0, "unreachable"],
  [[], 0, "unreachable"],
  [[701], 2, "stuck"],
]))
  test(`no relay: ${codes.join(", ") || "no error"}, ${relay} candidates`, () => {
    const troubles = codes.map((code) => ({ code, transport: "udp" }));
    assert.equal(relayFailure(way({ troubles, kinds: { host: 0, srflx: 0, relay } })), reason);
  });

test("the summary says what keeps from calling", () => {
  const all = (/** @type {object} */ change) => ({
    server: verdict("fine", "online"),
    camera: verdict("fine", "seen"),
    direct: verdict("fine", "reflected"),
    relay: verdict("fine", "relayed"),
    ...change,
  });
  assert.equal(summary(all({})), "good");
  assert.equal(summary(all({ relay: verdict("running", "running") })), "running");
  assert.equal(summary(all({ camera: verdict("failed", "denied") })), "partly");
  assert.equal(summary(all({ server: verdict("failed", "offline") })), "no_server");
  assert.equal(summary(all({ direct: verdict("poor", "blocked") })), "good", "the relay takes the call");
  assert.equal(
    summary(all({ direct: verdict("poor", "blocked"), relay: verdict("poor", "no_relay") })),
    "no_way",
  );
});

test("a relay over tcp tells nothing of udp", () => {
  const at = (/** @type {string} */ url) => tellsOverUdp([{ urls: [url] }]);
  assert.deepEqual(["stun:a", "turn:a", "turn:a?transport=udp"].map(at), [true, true, true]);
  assert.deepEqual(["turns:a?transport=tcp", "turn:a?transport=tcp"].map(at), [false, false]);
});

test("relays are told from other servers, and each address is tried by itself", () => {
  const servers = [
    { urls: ["stun:a"] },
    { urls: ["turn:a?transport=udp", "turns:a"], username: "1:x", credential: "y" },
  ];
  assert.deepEqual(relaysOf(servers), [servers[1]]);
  assert.deepEqual(
    eachAddress(servers).map(({ urls, username }) => [urls, username]),
    [
      ["stun:a", undefined],
      ["turn:a?transport=udp", "1:x"],
      ["turns:a", "1:x"],
    ],
  );
});
