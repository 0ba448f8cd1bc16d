/** The line while it stands: greeting, heartbeat, what goes out. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSocket } from "./fakes.js";
import { clock, goOnline, greet, heard, line, page, status } from "./line.js";
import { callState, refusal, snapshot } from "./snapshots.js";

test("says hello with the version's subprotocol, and is online with the welcome", () => {
  line.open();
  assert.equal(FakeSocket.last.protocol, "videocall.v1");
  assert.deepEqual(status(), ["connecting", null]);
  greet();
  assert.deepEqual(FakeSocket.last.sent, [{ channel: "hello" }]);
  assert.deepEqual(status(), ["online", null]);
  assert.equal(heard[0].channel, "welcome");
});

test("comes back as the same device, after a gap and after a reload", () => {
  goOnline();
  FakeSocket.last.drop(1006);
  clock.pass(500);
  greet();
  assert.deepEqual(FakeSocket.last.sent, [{ channel: "hello", device: "d1", resume: "r1" }]);
  page.goesAway();
  assert.deepEqual(page.identity, { device: "d1", resume: "r1" });
});

test("takes its identity out of the storage while it lives, so that a duplicated tab is another device", () => {
  page.identity = { device: "d0", resume: "r0" };
  line.open();
  assert.equal(page.identity, null);
  FakeSocket.last.open();
  assert.deepEqual(FakeSocket.last.sent, [{ channel: "hello", device: "d0", resume: "r0" }]);
});

test("a page kept for the back button connects again when it is shown", () => {
  goOnline();
  page.goesAway();
  assert.equal(FakeSocket.last.closed, 1000);
  assert.equal(line.online, false);
  page.comesBack();
  assert.equal(FakeSocket.all.length, 2);
  assert.equal(page.identity, null);
});

test("answers the server's heartbeat at once, and keeps it to itself", () => {
  goOnline();
  FakeSocket.last.hear({ channel: "ping" });
  FakeSocket.last.hear({ channel: "ping", nonce: "5f0c9a1be2d37486" });
  assert.deepEqual(FakeSocket.last.on("pong"), [
    { channel: "pong" },
    { channel: "pong", nonce: "5f0c9a1be2d37486" },
  ]);
  assert.equal(heard.length, 1);
});

test("a silent server is dead after 45 s", () => {
  goOnline();
  clock.pass(44_000);
  FakeSocket.last.hear({ channel: "ping" });
  clock.pass(44_999);
  assert.equal(FakeSocket.all.length, 1);
  clock.pass(1);
  assert.equal(FakeSocket.all[0].closed, 4408);
  assert.equal(FakeSocket.all.length, 2);
});

test("a probe without an answer within 1 s opens the socket anew", () => {
  goOnline();
  line.probe();
  line.probe();
  assert.equal(FakeSocket.last.on("ping").length, 1);
  clock.pass(999);
  assert.equal(FakeSocket.all.length, 1);
  clock.pass(1);
  assert.equal(FakeSocket.all.length, 2);
});

test("a probe that is answered changes nothing", () => {
  goOnline();
  line.probe();
  FakeSocket.last.hear({ channel: "pong" });
  clock.pass(5_000);
  assert.equal(FakeSocket.all.length, 1);
  assert.equal(heard.length, 1);
});

test("the abandoned socket is not heard any more", () => {
  goOnline();
  const old = FakeSocket.last;
  line.probe();
  clock.pass(1_000);
  old.hear(callState());
  old.drop(4409);
  assert.equal(heard.length, 1);
  assert.deepEqual(status(), ["connecting", null]);
});

test("a frame that is no message is passed over", (t) => {
  t.mock.method(console, "warn", () => {});
  goOnline();
  FakeSocket.last.hear("{");
  FakeSocket.last.hear({ channel: "news" });
  FakeSocket.last.hear(callState());
  assert.deepEqual(heard.slice(1), [callState()]);
});

test("signals go out now or not at all", () => {
  line.open();
  assert.equal(
    line.send({ channel: "media_status", call: "one", state: "connected", audio: true, video: true }),
    false,
  );
  greet();
  assert.deepEqual(FakeSocket.last.on("media_status"), []);
});

test("what a person asked for goes out once the line is there", () => {
  line.open();
  line.request({ channel: "hang_up", call: "one" });
  greet([snapshot({ state: "active", ms_left: null })]);
  assert.deepEqual(FakeSocket.last.on("hang_up"), [{ channel: "hang_up", call: "one" }]);
});

test("what may have been lost with the socket is asked again, until the server has heard it", () => {
  goOnline();
  line.request({ channel: "accept_call", call: "one", media: "video" });
  FakeSocket.last.drop(1006);
  clock.pass(500);
  greet([snapshot({ role: "callee", seat: "none" })]);
  assert.equal(FakeSocket.last.on("accept_call").length, 1);
  FakeSocket.last.hear(callState({ version: 2, role: "callee", state: "connecting" }));
  FakeSocket.last.drop(1006);
  clock.pass(500);
  greet([snapshot({ version: 2, role: "callee", state: "connecting" })]);
  assert.equal(FakeSocket.last.on("accept_call").length, 0);
});

test("a call is not placed long after the click", () => {
  line.open();
  line.request({ channel: "start_call", to: "bob", media: "video" });
  clock.pass(20_000);
  greet();
  assert.deepEqual(FakeSocket.last.on("start_call"), []);
});

test("a call that was taken back is not placed", () => {
  line.open();
  line.request({ channel: "start_call", to: "bob", media: "video" });
  line.withdraw("start_call");
  greet();
  assert.deepEqual(FakeSocket.last.on("start_call"), []);
});

test("a refused request is not repeated", () => {
  goOnline();
  line.request({ channel: "start_call", to: "bob", media: "video" });
  FakeSocket.last.hear(refusal("not_contact", "start_call"));
  FakeSocket.last.drop(1006);
  clock.pass(500);
  greet();
  assert.deepEqual(FakeSocket.last.on("start_call"), []);
});

test("closing leaves no timer and no listener behind, also twice", () => {
  goOnline();
  line.close();
  line.close();
  assert.equal(clock.waiting, 0);
  page.comesBack();
  assert.equal(FakeSocket.all.length, 1);
});
