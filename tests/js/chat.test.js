/** The conversation of a call: both see the same, a reload keeps it, the end of the call does not. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { OUTBOX_LIMIT } from "../../static/js/channel/outbox.js";
import { pieces } from "../../static/js/chat/links.js";
import { ChatRoom } from "../../static/js/chat/room.js";
import { CALL, TwoPages } from "./two-pages.js";

/** @type {TwoPages} */
let pages;
/** @type {ChatRoom} */
let alice;
/** @type {ChatRoom} */
let bob;

beforeEach(() => {
  pages = new TwoPages();
  pages.connect();
  alice = new ChatRoom(pages.alice);
  bob = new ChatRoom(pages.bob);
});

/** @param {ChatRoom} room */
const texts = (room) => room.entries.map((one) => [one.mine, one.kind === "text" ? one.text : one.name]);
const photo = () => new File(["abc"], "photo.jpg", { type: "image/jpeg" });

test("both have what was written, and the other's counts as unread until it was looked at", () => {
  alice.say("  Hello \n you ");
  alice.say("   ");
  pages.deliver();
  bob.say("Hello");
  pages.deliver();
  assert.deepEqual(texts(alice), [
    [true, "Hello \n you"],
    [false, "Hello"],
  ]);
  assert.deepEqual(texts(bob), [
    [false, "Hello \n you"],
    [true, "Hello"],
  ]);
  assert.deepEqual([alice.unread, bob.unread], [1, 1]);
  bob.look();
  assert.deepEqual([bob.unread, bob.latest], [0, null]);
});

test("what came before the chat was loaded is there when it is", () => {
  pages = new TwoPages();
  pages.connect();
  alice = new ChatRoom(pages.alice);
  alice.say("early");
  alice.offer([photo()]);
  pages.deliver();
  bob = new ChatRoom(pages.bob);
  assert.deepEqual(texts(bob), [
    [false, "early"],
    [false, "photo.jpg"],
  ]);
});

test("a reload keeps what was said; what was on its way is delivered, and a question asked again once", () => {
  alice.say("one");
  pages.deliver();
  alice.say("two");
  bob.offer([photo()]);
  pages.deliver();
  pages.cut();
  alice.say("three");
  pages.alice.reload();
  alice = new ChatRoom(pages.alice);
  pages.connect();
  const all = ["one", "two", "three", "photo.jpg"];
  assert.deepEqual(
    texts(alice).map(([, text]) => text),
    all,
  );
  assert.deepEqual(
    texts(bob).map(([, text]) => text),
    ["one", "photo.jpg", "two", "three"],
  );
  const mine = alice.entries.filter((one) => one.kind === "text");
  for (const entry of mine) assert.equal(alice.fate(/** @type {any} */ (entry)), "delivered");
});

test("more than a page's storage takes is kept from the end", () => {
  for (let n = 0; n < 120; n++) {
    alice.say(`${n} ${"x".repeat(4_900)}`);
    pages.deliver();
  }
  pages.alice.reload();
  alice = new ChatRoom(pages.alice);
  pages.connect();
  const kept = texts(alice).map(([, text]) => Number.parseInt(String(text), 10));
  assert.ok(kept.length > 70 && kept.length < 90, `${kept.length} are kept`);
  assert.equal(kept.at(-1), 119);
});

test("a file under way when the page was loaded again is told as lost", () => {
  alice.offer([photo()]);
  pages.deliver();
  pages.alice.reload();
  alice = new ChatRoom(pages.alice);
  pages.connect();
  const [entry] = alice.entries;
  assert.deepEqual([entry.kind, /** @type {any} */ (entry).result], ["file", "lost"]);
  const asked = /** @type {any} */ (bob.entries[0]);
  assert.equal(bob.transfer(asked)?.result, "lost");
});

test("with the call all of it is gone", () => {
  alice.say("secret");
  pages.deliver();
  for (const { exchange } of [pages.alice, pages.bob]) exchange.follow(null, undefined);
  assert.deepEqual([alice.entries, bob.entries, bob.unread], [[], [], 0]);
  pages.bob.page.goesAway();
  assert.equal(pages.bob.page.exchange, null);
  pages.alice.exchange.follow(CALL, undefined);
  assert.deepEqual(alice.entries, []);
});

test("the one who writes too much for the line is told, and nothing seems sent", () => {
  pages.cut();
  for (let n = 0; n < OUTBOX_LIMIT; n++) assert.ok(alice.say(String(n)));
  assert.equal(alice.say("one more"), false);
  assert.equal(alice.entries.length, OUTBOX_LIMIT);
});

for (const [text, ...links] of [
  ["see https://example.org.", "https://example.org/"],
  ["(https://example.org/a_(b)) and", "https://example.org/a_(b)"],
  ["HTTP://EXAMPLE.ORG/X?y=1&z=“no”", "http://example.org/X?y=1&z="],
  ["https://a.example, https://b.example!", "https://a.example/", "https://b.example/"],
  ["javascript:alert(1) data:text/html,x ftp://x.example"],
  ["xhttps://example.org"],
  ["https://", "http:// https://%zz"],
  ["<a href='https://example.org/'>x</a>", "https://example.org/"],
])
  test(`links in ${JSON.stringify(text)}`, () => {
    const found = pieces(text);
    assert.equal(found.map((piece) => piece.text).join(""), text);
    const expected = links.filter((link) => !link.includes(" "));
    assert.deepEqual(
      found.flatMap(({ href }) => href ?? []),
      expected,
    );
  });
