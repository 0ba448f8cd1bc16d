/** Files from page to page: whole and unchanged, through every break, and against whoever means harm. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Checksum } from "../../static/js/files/checksum.js";
import { CHUNK, packed, unpacked } from "../../static/js/files/chunks.js";
import { safeName } from "../../static/js/files/file-name.js";
import { Pace } from "../../static/js/files/pace.js";
import { Transfers } from "../../static/js/files/transfers.js";
import { FakeClock } from "./fakes.js";
import { TwoPages } from "./two-pages.js";

/** @type {TwoPages} */
let pages;
/** @type {{transfers: Transfers, all: import("../../static/js/files/transfers.js").Transfer[]}} */
let alice;
/** @type {typeof alice} */
let bob;

beforeEach(() => {
  pages = new TwoPages();
  pages.connect();
  alice = side(pages.alice);
  bob = side(pages.bob);
});

/** @param {import("./two-pages.js").Side} side */
function side({ exchange, clock }) {
  /** @type {import("../../static/js/files/transfers.js").Transfer[]} */
  const all = [];
  const onoffer = (/** @type {any} */ one) => all.push(one);
  return { transfers: new Transfers({ exchange, clock, onoffer, onchange: () => {} }), all };
}

/** Keeps what is written, and can be slow or full. */
class FakeSink {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  parts = [];
  state = "open";
  full = false;

  async write(/** @type {Uint8Array<ArrayBuffer>} */ bytes) {
    if (this.full) throw new DOMException("No room.", "QuotaExceededError");
    this.parts.push(bytes);
  }

  async finish() {
    this.state = "saved";
    return null;
  }

  async discard() {
    this.state = "discarded";
  }

  get bytes() {
    return Buffer.concat(this.parts);
  }
}

/** @param {number} size @param {string} [name] */
function fileOf(size, name = "holiday.jpg") {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = (at * 31 + (at >> 8) * 7) % 251;
  return { file: new File([bytes], name, { type: "image/jpeg" }), bytes };
}

/** Bob says yes to the file that Alice offers. @param {File} file */
function send(file) {
  alice.transfers.offer(file);
  pages.deliver();
  const sink = new FakeSink();
  bob.transfers.accept(bob.all[0].id, sink);
  return sink;
}

const ended = () => alice.all[0].stage === "ended" && bob.all[0].stage === "ended";
const results = () => [alice.all[0].result, bob.all[0].result];

/** Until Bob has so much. @param {number} bytes */
const got = (bytes) => pages.until(() => bob.all[0].done >= bytes);

for (const size of [0, 1, CHUNK, CHUNK + 1, 1024 * 1024, 3_300_000])
  test(`a file of ${size} bytes arrives as it is`, async () => {
    const { file, bytes } = fileOf(size);
    const sink = send(file);
    await pages.until(ended);
    assert.deepEqual(results(), ["saved", "saved"]);
    assert.equal(sink.state, "saved");
    assert.ok(sink.bytes.equals(bytes));
    assert.equal(alice.all[0].done, size);
  });

test("nothing is sent before the other person accepts, and nothing after they decline", async () => {
  alice.transfers.offer(fileOf(50_000).file);
  pages.deliver();
  assert.deepEqual(pages.alice.channels.bytes.sent, []);
  assert.deepEqual([bob.all[0].name, bob.all[0].size], ["holiday.jpg", 50_000]);
  bob.transfers.cancel(bob.all[0].id);
  pages.deliver();
  assert.deepEqual(results(), ["declined", "declined"]);
  assert.deepEqual(pages.alice.channels.bytes.sent, []);
});

test("an epoch that ends in the middle costs nothing but what was on its way", async () => {
  const { file, bytes } = fileOf(3_000_000);
  const sink = send(file);
  await got(700_000);
  pages.cut();
  pages.connect();
  await got(1_500_000);
  pages.cut();
  const there = bob.all[0].done;
  pages.connect();
  await pages.until(ended);
  assert.deepEqual(results(), ["saved", "saved"]);
  assert.ok(sink.bytes.equals(bytes));
  const sent = pages.alice.channels.bytes.sent.length * CHUNK;
  assert.ok(
    sent <= 3_000_000 - there + 4 * CHUNK,
    "the last epoch sends only what is missing, in some smaller pieces",
  );
});

test("accepted while there is no line, it begins when there is", async () => {
  const { file, bytes } = fileOf(100_000);
  alice.transfers.offer(file);
  pages.deliver();
  pages.cut();
  const sink = new FakeSink();
  bob.transfers.accept(bob.all[0].id, sink);
  pages.connect();
  await pages.until(ended);
  assert.ok(sink.bytes.equals(bytes));
});

for (const who of ["sender", "receiver"])
  test(`cancelled by the ${who}, it ends on both sides and leaves nothing`, async () => {
    const sink = send(fileOf(2_000_000).file);
    await got(200_000);
    const one = who === "sender" ? alice : bob;
    one.transfers.cancel(one.all[0].id);
    await pages.until(() => ended() && sink.state === "discarded");
    assert.deepEqual(results(), ["cancelled", "cancelled"]);
    const sent = pages.alice.channels.bytes.sent.length;
    await pages.until(() => true);
    assert.equal(pages.alice.channels.bytes.sent.length, sent);
  });

test("a byte that changed on the way is found, and nothing is saved", async () => {
  const sink = send(fileOf(300_000).file);
  await pages.until(() => pages.alice.channels.bytes.way.length > 0);
  new Uint8Array(pages.alice.channels.bytes.way[0])[100] ^= 1;
  await pages.until(() => ended() && sink.state === "discarded");
  assert.deepEqual(results(), ["damaged", "damaged"]);
});

test("a full disk ends it in so many words on both sides", async () => {
  const sink = send(fileOf(2_000_000).file);
  await got(100_000);
  sink.full = true;
  await pages.until(ended);
  assert.deepEqual(results(), ["unwritable", "unwritable"]);
});

test("a file that cannot be read any more is told of", async () => {
  const { file } = fileOf(200_000);
  file.slice = () => {
    throw new DOMException("It changed.", "NotReadableError");
  };
  send(file);
  await pages.until(ended);
  assert.deepEqual(results(), ["unreadable", "unreadable"]);
});

for (const who of /** @type {const} */ (["alice", "bob"]))
  test(`when ${who} loads the page again, a file on its way is lost, and both know`, async () => {
    const sink = send(fileOf(2_000_000).file);
    await got(100_000);
    pages[who].reload();
    const again = side(pages[who]);
    pages.connect();
    const [other] = who === "alice" ? bob.all : alice.all;
    await pages.until(() => other.stage === "ended");
    assert.equal(other.result, "lost");
    assert.deepEqual(again.all, []);
    if (who === "alice") await pages.until(() => sink.state === "discarded");
  });

test("a question that was open when the other page was loaded again is asked again", async () => {
  alice.transfers.offer(fileOf(1_000).file);
  pages.deliver();
  pages.bob.reload();
  bob = side(pages.bob);
  pages.connect();
  assert.equal(bob.all.length, 1);
  bob.transfers.accept(bob.all[0].id, new FakeSink());
  await pages.until(ended);
  assert.deepEqual(results(), ["saved", "saved"]);
});

test("bytes that nobody asked for, or past the end, are not taken", async () => {
  alice.transfers.close(); // another program of hers
  const offer = { file: 5, name: "small", size: 10, mime: "" };
  const bytes = (/** @type {number} */ at, /** @type {number} */ size, file = 5) =>
    pages.alice.channels.bytes.send(packed({ file, at, bytes: new Uint8Array(size) }));
  pages.alice.exchange.send("file_offer", offer);
  bytes(0, 10);
  bytes(0, 10, 6);
  pages.alice.channels.bytes.send(new ArrayBuffer(3));
  pages.alice.channels.bytes.send("text");
  pages.deliver();
  const sink = new FakeSink();
  bob.transfers.accept(5, sink);
  bytes(3, 2); // a hole
  bytes(0, 4);
  bytes(0, 4); // once more
  await got(4);
  assert.deepEqual([bob.all[0].done, sink.bytes.length], [4, 4]);
  bytes(4, 7); // it said ten
  await pages.until(() => sink.state === "discarded");
  assert.equal(bob.all[0].result, "too_long");
  assert.equal(sink.bytes.length, 4);
});

test("only the receiver can say that it was saved", () => {
  pages.alice.exchange.send("file_offer", { file: 5, name: "small", size: 10, mime: "" });
  pages.alice.exchange.send("file_end", { file: 5, result: "saved" });
  pages.deliver();
  assert.equal(bob.all[0].result, "cancelled");
});

test("questions without end are declined unasked", () => {
  for (let file = 1; file <= 50; file++)
    pages.alice.exchange.send("file_offer", { file, name: "small", size: 10, mime: "" });
  pages.deliver();
  assert.equal(bob.all.length, 20);
});

test("one question asked twice is one", () => {
  for (let time = 0; time < 2; time++)
    pages.alice.exchange.send("file_offer", { file: 1, name: "small", size: 10, mime: "" });
  pages.deliver();
  assert.equal(bob.all.length, 1);
});

test("the checksum does not depend on the pieces, nor on what comes twice", async () => {
  const { bytes } = fileOf(2_500_000);
  const sums = [];
  for (const step of [1_000_000, 16_372, 2_500_000]) {
    const checksum = new Checksum();
    for (let at = 0; at < bytes.length; at += step) {
      checksum.add(at, new Uint8Array(bytes.subarray(at, at + step)));
      checksum.add(at, new Uint8Array(bytes.subarray(at, at + step)));
    }
    sums.push(await checksum.result());
  }
  assert.equal(new Set(sums).size, 1);
  assert.match(sums[0], /^[0-9a-f]{64}$/);
});

test("a piece is unpacked as it was packed, far into a large file too", () => {
  const chunk = { file: 4_000_000_000, at: 2 ** 40 + 5, bytes: new Uint8Array([1, 2, 3]) };
  assert.deepEqual(unpacked(packed(chunk)), chunk);
});

for (const [given, safe] of [
  ["holiday.jpg", "holiday.jpg"],
  ["../../.ssh/authorized_keys", "authorized_keys"],
  ["C:\\Windows\\system.ini", "system.ini"],
  ["photo\u202egpj.exe", "photogpj.exe"],
  ["a\u0000b\nc.txt", "abc.txt"],
  [".bashrc", "bashrc"],
  ["con.txt", "_con.txt"],
  ["what?.txt ", "what_.txt"],
  ["..", "file"],
  ["", "file"],
  ["Übung 🎈.pdf", "Übung 🎈.pdf"],
])
  test(`a file that says it is called ${JSON.stringify(given)} is called ${safe}`, () => {
    assert.equal(safeName(given), safe);
  });

test("a long name keeps its ending", () => {
  assert.equal(safeName(`${"x".repeat(250)}.jpeg`), `${"x".repeat(115)}.jpeg`);
});

/**
 * How it goes on a line with this rate (bytes a millisecond) and shortest time, once it has settled. `busy`: so many
 * milliseconds of each 300 the page cannot be told of anything.
 * @param {number} rate @param {number} shortest @param {number} [busy]
 */
function settledOn(rate, shortest, busy = 0) {
  const clock = new FakeClock();
  const pace = new Pace(clock);
  pace.restart(0);
  /** @type {{until: number, at: number}[]} */
  const queue = [];
  let [left, free, most] = [0, clock.now(), 0];
  for (let time = 0; time < 20_000; time++) {
    while (pace.hasRoom) {
      left += CHUNK;
      pace.left(left);
      free = Math.max(free, clock.now()) + CHUNK / rate;
      queue.push({ until: left, at: free + shortest });
    }
    clock.pass(1);
    if (time % 300 < busy) continue;
    while (queue.length > 0 && queue[0].at <= clock.now()) pace.got(Number(queue.shift()?.until));
    if (time > 15_000) most = Math.max(most, free - clock.now());
  }
  return { queue: most, rate: left / 20_000 };
}

for (const [rate, shortest] of [
  [125, 20],
  [1_250, 40],
  [12_500, 5],
])
  test(`on a line of ${rate} kB/s a file takes what is there and keeps the queue short`, () => {
    const { queue, rate: reached } = settledOn(rate, shortest);
    assert.ok(queue < 350, `others wait ${queue} ms behind it`);
    assert.ok(reached > 0.7 * rate, `it reaches ${reached} of ${rate}`);
  });

test("a page that is busy now and then is not taken for a full line", () => {
  const { rate } = settledOn(12_500, 5, 120);
  assert.ok(rate > 0.85 * 12_500, `it reaches ${rate} of 12500`);
});
