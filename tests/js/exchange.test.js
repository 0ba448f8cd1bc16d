/** What two pages say to each other arrives once and in its order, whatever becomes of the channel. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { LONGEST_TEXT } from "../../static/js/channel/envelope.js";
import { OUTBOX_LIMIT } from "../../static/js/channel/outbox.js";
import { CALL, TwoPages } from "./two-pages.js";

/** @type {TwoPages} */
let pages;
/** @type {any[]} */
let heard;

beforeEach(() => {
  pages = new TwoPages();
  heard = pages.bob.hears("chat");
});

/** @param {...string} texts */
const say = (...texts) => texts.map((text) => Number(pages.alice.exchange.send("chat", { text })));
const texts = () => heard.map(({ text }) => text);

test("what was written before the channel opened leaves when it does", () => {
  pages.begin();
  const [first] = say("one", "two");
  assert.equal(pages.alice.exchange.fate(first), "waiting");
  pages.open();
  pages.deliver();
  assert.deepEqual(texts(), ["one", "two"]);
  assert.equal(pages.alice.exchange.fate(first), "delivered");
});

test("a message is sent first, and delivered once the other page has it", () => {
  pages.connect();
  const [n] = say("hello");
  assert.equal(pages.alice.exchange.fate(n), "sent");
  pages.deliver();
  assert.equal(pages.alice.exchange.fate(n), "delivered");
});

test("nothing is lost, doubled or out of order when the epoch ends in the middle", () => {
  pages.connect();
  say("one", "two", "three");
  pages.alice.channels.control.deliver(2); // and the acknowledgements are lost
  pages.cut();
  assert.equal(pages.alice.exchange.line, "away");
  say("four");
  pages.connect();
  say("five");
  pages.deliver();
  assert.deepEqual(texts(), ["one", "two", "three", "four", "five"]);
});

test("a channel of an epoch that is past is not heard any more", () => {
  pages.connect();
  const old = pages.alice.channels.control;
  say("one");
  pages.begin();
  old.deliver();
  assert.deepEqual(texts(), []);
  pages.open();
  pages.deliver();
  assert.deepEqual(texts(), ["one"]);
});

test("a new epoch whose channels are not known yet has no line", () => {
  pages.connect();
  pages.alice.exchange.follow(CALL, undefined);
  assert.equal(pages.alice.exchange.line, "away");
  const [n] = say("one");
  assert.equal(pages.alice.exchange.fate(n), "waiting");
});

test("one's own page loaded again goes on where it was", () => {
  pages.connect();
  say("one");
  pages.deliver();
  say("two");
  pages.alice.channels.control.deliver(1); // the acknowledgement of it is lost
  const [, four] = say("three", "four");
  pages.alice.reload();
  pages.connect();
  const [five] = say("five");
  pages.deliver();
  assert.deepEqual(texts(), ["one", "two", "three", "four", "five"]);
  for (const n of [four, five]) assert.equal(pages.alice.exchange.fate(n), "delivered");
});

test("the other's page loaded again hears nothing twice, and what nobody listened to is not lost", () => {
  pages.connect();
  say("one");
  pages.deliver();
  pages.alice.exchange.send("file_end", { file: 1, result: "lost" });
  pages.alice.channels.control.deliver();
  pages.bob.reload();
  heard = pages.bob.hears("chat");
  pages.connect();
  say("two");
  pages.deliver();
  assert.deepEqual(texts(), ["two"]);
  assert.deepEqual(
    pages.bob.hears("file_end").map(({ file }) => file),
    [1],
  );
});

test("what is kept over a reload is of this call alone, and gone when it is over", () => {
  pages.connect();
  pages.alice.exchange.memory.keep("chat", () => "what was said");
  pages.alice.reload();
  assert.equal(pages.alice.page.exchange, null); // taken out: a copy of the tab finds nothing
  pages.alice.exchange.memory.settle(["another call"]);
  pages.connect();
  assert.equal(pages.alice.exchange.memory.found("chat"), null);
  pages.alice.exchange.memory.keep("chat", () => "what was said");
  pages.alice.reload();
  pages.alice.exchange.memory.settle([CALL]);
  pages.connect();
  assert.equal(pages.alice.exchange.memory.found("chat"), "what was said");
  pages.alice.exchange.follow(null, null);
  pages.alice.page.goesAway();
  assert.equal(pages.alice.page.exchange, null);
});

test("messages that come before anybody listens are handed over when somebody does", () => {
  pages.connect();
  pages.bob.exchange.send("chat", { text: "early" });
  pages.deliver();
  assert.ok(pages.alice.exchange.holds("chat"));
  assert.deepEqual(
    pages.alice.hears("chat").map(({ text }) => text),
    ["early"],
  );
  assert.ok(!pages.alice.exchange.holds("chat"));
});

test("another kind of page is told from one that does not answer yet", () => {
  pages.alice.exchange.follow(CALL, null);
  assert.equal(pages.alice.exchange.line, "mute");
  pages.begin();
  assert.equal(pages.alice.exchange.line, "away");
  pages.alice.channels.control.open();
  pages.clock.pass(5_000);
  assert.equal(pages.alice.exchange.line, "mute");
  pages.alice.hearsRaw({ type: "hello", page: "b", boot: "1" });
  assert.equal(pages.alice.exchange.line, "open");
});

test("what is only true now is not said again", () => {
  pages.connect();
  const got = pages.bob.hears("file_got");
  pages.alice.exchange.sendNow("file_got", { file: 1, bytes: 2 });
  pages.cut();
  pages.alice.exchange.sendNow("file_got", { file: 1, bytes: 3 });
  pages.connect();
  assert.deepEqual(got, []);
});

for (const [what, data] of Object.entries({
  "no JSON": "{",
  "no object": "7",
  nothing: "null",
  "no type": { n: 1, text: "x" },
  "a type of another kind": { type: 7, n: 1 },
  "an unknown type": { type: "dance", n: 1 },
  "a name of Object": { type: "constructor", n: 1 },
  "no text": { type: "chat", n: 1 },
  "an empty text": { type: "chat", n: 1, text: "" },
  "too long a text": { type: "chat", n: 1, text: "x".repeat(LONGEST_TEXT + 1) },
  "too large a message": { type: "chat", n: 1, text: "x", more: "x".repeat(40_000) },
  "half a number": { type: "chat", n: 0.5, text: "x" },
  "an acknowledgement of what was never said": { type: "ack", got: 1e15 },
  "an acknowledgement of nothing": { type: "ack", got: "all" },
}))
  test(`a hostile page does no harm: ${what}`, () => {
    pages.connect();
    pages.bob.hearsRaw(data);
    assert.deepEqual(texts(), []);
    const n = Number(pages.bob.exchange.send("chat", { text: "still here" }));
    assert.equal(pages.bob.exchange.fate(n), "sent");
    pages.deliver();
    assert.equal(pages.bob.exchange.fate(n), "delivered");
    say("next", "and next");
    pages.deliver();
    assert.equal(texts().at(-1), "and next");
  });

test("nobody is heard who did not say who they are", () => {
  pages.begin();
  pages.bob.hearsRaw({ type: "chat", n: 1, text: "boo" });
  pages.bob.hearsRaw({ type: "hello", page: "", boot: "1" });
  pages.bob.hearsRaw({ type: "chat", n: 1, text: "boo" });
  assert.deepEqual(texts(), []);
});

test("bytes that are no text are no message", () => {
  pages.connect();
  pages.bob.channels.control.onmessage({ data: new ArrayBuffer(8) });
  assert.deepEqual(texts(), []);
});

test("what waits is bounded, and the one who writes is told", () => {
  for (let n = 0; n < OUTBOX_LIMIT; n++) say("x");
  assert.equal(pages.alice.exchange.send("chat", { text: "no call yet" }), null);
  pages.begin();
  for (let n = 0; n < OUTBOX_LIMIT; n++)
    assert.notEqual(pages.alice.exchange.send("chat", { text: "x" }), null);
  assert.equal(pages.alice.exchange.send("chat", { text: "x" }), null);
});

test("any text of the longest length fits", () => {
  pages.connect();
  say("\u0001".repeat(LONGEST_TEXT));
  pages.deliver();
  assert.equal(texts()[0].length, LONGEST_TEXT);
});
