/** The line after it broke, or was refused: when it comes back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSocket } from "./fakes.js";
import { clock, goOnline, greet, heard, line, page, status } from "./line.js";
import { NOW, welcome } from "./snapshots.js";

test("waits 0.5 s, doubling to 15 s, and says until when", () => {
  line.open();
  for (const ms of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
    FakeSocket.last.drop(1006);
    assert.deepEqual(status(), ["waiting", clock.now() + ms]);
    const sockets = FakeSocket.all.length;
    clock.pass(ms - 1);
    assert.equal(FakeSocket.all.length, sockets);
    clock.pass(1);
    assert.equal(FakeSocket.all.length, sockets + 1);
  }
});

test("waits 3 s at most while somebody waits", () => {
  line.open();
  line.urgent = true;
  for (const ms of [500, 1_000, 2_000, 3_000, 3_000]) {
    FakeSocket.last.drop(1006);
    assert.deepEqual(status(), ["waiting", clock.now() + ms]);
    clock.pass(ms);
  }
});

test("starts over with short waits after a welcome", () => {
  line.open();
  for (let n = 0; n < 4; n += 1) {
    FakeSocket.last.drop(1006);
    clock.pass(15_000);
  }
  greet();
  FakeSocket.last.drop(1006);
  assert.deepEqual(status(), ["waiting", clock.now() + 500]);
});

test("a socket that never gets a welcome is given up", () => {
  line.open();
  FakeSocket.last.open();
  clock.pass(8_000);
  assert.equal(FakeSocket.all[0].closed, 4408);
  assert.equal(status()[0], "waiting");
});

test("tries at once when the network or the person comes back", () => {
  line.open();
  for (let n = 0; n < 6; n += 1) {
    FakeSocket.last.drop(1006);
    if (n < 5) clock.pass(15_000);
  }
  const sockets = FakeSocket.all.length;
  page.comesBack();
  assert.equal(FakeSocket.all.length, sockets + 1);
  clock.pass(7_000);
  assert.equal(FakeSocket.all.length, sockets + 1, "the planned attempt is off");
});

test("a page that comes back asks whether its line still lives", () => {
  goOnline();
  page.comesBack();
  assert.equal(FakeSocket.last.on("ping").length, 1);
});

for (const [code, meaning] of /** @type {[number, string][]} */ ([
  [4401, "signed_out"],
  [4409, "replaced"],
]))
  test(`${code} means ${meaning}: it does not come back by itself`, () => {
    goOnline();
    FakeSocket.last.drop(code);
    assert.deepEqual(status(), [meaning, null]);
    clock.pass(120_000);
    page.comesBack();
    assert.equal(FakeSocket.all.length, 1);
  });

test("a replaced page comes back when its person asks, a signed-out one does not", () => {
  goOnline();
  FakeSocket.last.drop(4409);
  line.reconnect();
  assert.equal(FakeSocket.all.length, 2);
  FakeSocket.last.drop(4401);
  line.reconnect();
  assert.equal(FakeSocket.all.length, 2);
});

test("a restarting server is given the time it asks for, then the page is back soon", () => {
  goOnline();
  FakeSocket.last.hear({ channel: "going_away", after_ms: 300 });
  FakeSocket.last.drop(4412);
  assert.deepEqual(status(), ["waiting", NOW + 800]);
  assert.equal(heard.length, 1);
});

test("a server that cannot serve now is asked less and less often", () => {
  goOnline();
  for (const ms of [500, 1000, 2000]) {
    FakeSocket.last.drop(4412);
    assert.deepEqual(status(), ["waiting", clock.now() + ms]);
    clock.pass(ms);
  }
});

test("a server that calls the page abusive is left alone for long", () => {
  goOnline();
  FakeSocket.last.drop(4429);
  const [said, at] = status();
  assert.equal(said, "waiting");
  assert.ok(Number(at) >= NOW + 60_000);
});

test("a server of another version, or one that refuses the protocol, needs a newer page", () => {
  line.open();
  FakeSocket.last.open();
  FakeSocket.last.hear({ ...welcome(), version: 2 });
  assert.deepEqual(status(), ["incompatible", null]);
  clock.pass(60_000);
  assert.equal(FakeSocket.all.length, 1);
});

test("a refused protocol is tried twice more, then needs a newer page", () => {
  line.open();
  for (let n = 0; n < 3; n += 1) {
    FakeSocket.last.drop(4400);
    clock.pass(2_000);
  }
  assert.equal(FakeSocket.all.length, 3);
  assert.deepEqual(status(), ["incompatible", null]);
});

test("the network is back while a socket has been opening for long: it is opened anew in the new network", () => {
  line.open();
  clock.pass(2_000);
  page.comesOnline();
  assert.equal(FakeSocket.all.length, 1, "it may just be slow");
  clock.pass(2_000);
  page.comesOnline();
  assert.equal(FakeSocket.all.length, 2);
  greet();
  assert.equal(line.online, true);
});
