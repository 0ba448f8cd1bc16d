/** What two pages do together: what the other one knows, reactions that pass, hands that stay. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Company } from "../../static/js/together/company.js";
import { Gestures } from "../../static/js/together/gestures.js";
import { Pictures } from "../../static/js/together/pictures.js";
import { FakeChannel, Side, TwoPages } from "./two-pages.js";

const KNOWS = ["reaction", "hand"];

/** @type {TwoPages} */
let pages;
/** @type {ReturnType<typeof person>} */
let alice;
/** @type {ReturnType<typeof person>} */
let bob;

/** @param {import("./two-pages.js").Side} side */
function person({ exchange, clock }) {
  const company = new Company({ exchange, clock, knows: KNOWS });
  const gestures = new Gestures(company);
  /** @type {string[]} */
  const seen = [];
  gestures.onreaction(({ emoji, mine }) => seen.push(mine ? `own ${emoji}` : emoji));
  company.start();
  return { company, gestures, seen };
}

beforeEach(() => {
  pages = new TwoPages();
  alice = person(pages.alice);
  bob = person(pages.bob);
  pages.connect();
});

test("each page learns what the other one knows", () => {
  assert.equal(alice.company.reach("hand"), "yes");
  assert.equal(alice.company.reach("dancing"), "old");
  pages.cut();
  assert.equal(alice.company.reach("hand"), "away");
});

test("a page that never says what it knows is too old, once it had time", () => {
  pages = new TwoPages();
  const { company } = person(pages.alice);
  pages.connect();
  assert.equal(company.reach("hand"), "away");
  pages.clock.pass(8_000);
  assert.equal(company.reach("hand"), "old");
});

test("a page whose code comes late hears what was said before", () => {
  pages = new TwoPages();
  alice = person(pages.alice);
  pages.connect();
  alice.gestures.raise(true);
  pages.deliver();
  bob = person(pages.bob);
  pages.deliver();
  assert.equal(bob.gestures.theirs, true);
  for (const { company } of [alice, bob]) assert.equal(company.reach("hand"), "yes");
});

test("reactions show on both sides, and only those there are", () => {
  alice.gestures.react("👍");
  pages.deliver();
  assert.deepEqual([alice.seen, bob.seen], [["own 👍"], ["👍"]]);
  for (const emoji of ["<img src=x onerror=alert(1)>", "💩", "", 7, null, ["👍"], { length: 1 }])
    pages.bob.hearsRaw({ type: "together", about: "reaction", emoji });
  assert.deepEqual(bob.seen, ["👍"]);
});

test("a flood of reactions is cut on both sides", () => {
  for (let count = 0; count < 200; count++) alice.gestures.react("🎉");
  pages.deliver();
  assert.equal(alice.seen.length, 6);
  assert.equal(bob.seen.length, 6);
  for (let count = 0; count < 200; count++)
    pages.bob.hearsRaw({ type: "together", about: "reaction", emoji: "🎉" });
  assert.equal(bob.seen.length, 6);
  pages.clock.pass(1_000);
  assert.equal(alice.gestures.react("👏"), true);
});

test("a hand is up until it is lowered", () => {
  alice.gestures.raise(true);
  pages.deliver();
  assert.equal(bob.gestures.theirs, true);
  alice.gestures.raise(false);
  pages.deliver();
  assert.equal(bob.gestures.theirs, false);
});

test("a hand raised while the line is cut is seen when it is back", () => {
  pages.cut();
  alice.gestures.raise(true);
  pages.connect();
  assert.equal(bob.gestures.theirs, true);
});

test("a hand stays up over a reload of either page, and goes down with a page that crashed", () => {
  alice.gestures.raise(true);
  pages.deliver();
  for (const side of [pages.alice, pages.bob]) {
    side.reload();
    if (side === pages.alice) alice = person(side);
    else bob = person(side);
    pages.connect();
    assert.equal(alice.gestures.mine, true);
    assert.equal(bob.gestures.theirs, true);
  }
  pages.alice = new Side(pages.clock); // crashed: nothing was kept
  alice = person(pages.alice);
  pages.connect();
  assert.equal(bob.gestures.theirs, false);
});

test("the end of the call lowers every hand", () => {
  alice.gestures.raise(true);
  pages.deliver();
  for (const { exchange } of [pages.alice, pages.bob]) exchange.follow(null, null);
  assert.deepEqual([alice.gestures.mine, bob.gestures.theirs], [false, false]);
  alice.gestures.raise(true);
  assert.equal(alice.gestures.mine, false, "there is nobody to see it");
});

test("whatever the other page says of itself, nothing breaks", () => {
  for (const knows of [null, "hand", 7, { 0: "hand" }, [null, {}, ["hand"]]])
    pages.bob.hearsRaw({ type: "together", about: "hello", knows });
  for (const about of ["__proto__", "constructor", "toString", "x".repeat(33), 7, null])
    pages.bob.hearsRaw({ type: "together", about, up: true });
  pages.bob.hearsRaw({ type: "together", about: "hand", up: "yes" });
  assert.equal(bob.gestures.theirs, false);
});

test("an old page is told nothing it stumbles over", () => {
  const { control } = pages.alice.channels;
  assert.ok(control instanceof FakeChannel);
  const said = control.sent.map((/** @type {string} */ one) => JSON.parse(one));
  const together = said.filter(({ type }) => type === "together");
  assert.ok(together.length > 0);
  assert.ok(
    together.every(({ n }) => n === undefined),
    "unnumbered: nothing waits for its acknowledgement",
  );
});

/** @param {{company: Company}} who */
function pictures({ company }) {
  /** @type {string[]} */
  const told = [];
  return { told, room: new Pictures(company, (of) => told.push(of)) };
}

test("a picture is taken only once the other one was told", async () => {
  const [mine, theirs] = [pictures(alice), pictures(bob)];
  const asked = mine.room.tell("screen");
  assert.deepEqual(theirs.told, []);
  pages.deliver();
  assert.deepEqual(theirs.told, ["screen"]);
  assert.equal(await asked, true);
});

test("where the other one cannot be told, no picture is taken", async () => {
  const { room } = pictures(alice);
  pictures(bob);
  pages.cut();
  const cut = room.tell("camera");
  pages.clock.pass(5_000);
  assert.equal(await cut, false);
  pages.connect();
  const lost = room.tell("camera");
  pages.alice.exchange.follow(null, null);
  assert.equal(await lost, false, "the call is over");
});

test("an answer to another question is none, and a flood of pictures is not answered", async () => {
  const { room } = pictures(alice);
  const theirs = pictures(bob);
  const asked = room.tell("camera");
  for (const id of [0, 2, -1, "1", null, {}])
    pages.alice.hearsRaw({ type: "together", about: "picture_told", id });
  for (const id of [1.5, "1", null, Number.MAX_VALUE])
    pages.bob.hearsRaw({ type: "together", about: "picture", id, of: "camera" });
  assert.deepEqual(theirs.told, []);
  pages.clock.pass(5_000);
  assert.equal(await asked, false);
  for (let id = 0; id < 40; id++) pages.bob.hearsRaw({ type: "together", about: "picture", id, of: "<b>" });
  assert.deepEqual(theirs.told, ["camera", "camera", "camera"]);
});
