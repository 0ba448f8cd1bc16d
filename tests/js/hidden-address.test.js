/** In which calls this page may use nothing but relays: as the server says, in whatever message. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { IceServers } from "../../static/js/ice.js";

/** @param {...any} messages */
function heard(...messages) {
  const ice = new IceServers(() => true);
  for (const message of messages) ice.receive(message);
  return ice;
}

test("it is told by a ring, by a snapshot, and when the page comes back", () => {
  const ice = heard(
    { channel: "start_call", call: "a", relay_only: true },
    { channel: "call_state", call: "b", relay_only: true },
    { channel: "welcome", calls: [{ call: "c", relay_only: true }, { call: "d" }] },
  );
  assert.deepEqual(
    ["a", "b", "c", "d", "e"].filter((call) => ice.hides(call)),
    ["a", "b", "c"],
  );
});

test("what was hidden once stays hidden for the whole call", () => {
  const ice = heard(
    { channel: "call_state", call: "a", relay_only: true },
    { channel: "call_state", call: "a" },
  );
  assert.ok(ice.hides("a"));
});

test("it takes only what is about servers", async () => {
  const ice = heard();
  assert.equal(ice.receive(/** @type {any} */ ({ channel: "ringing", call: "a" })), false);
  assert.equal(ice.receive({ channel: "ice_servers", ice_servers: [{ urls: "stun:x" }], ttl: 600 }), true);
  assert.deepEqual(await ice.servers(), [{ urls: "stun:x" }]);
});
