/** What goes on only while the other one allows it: asked, allowed, withdrawn, over cut lines and reloads. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Company } from "../../static/js/together/company.js";
import { Consent } from "../../static/js/together/consent.js";
import { endingOf, recordingType } from "../../static/js/together/recording-type.js";
import { Side, TwoPages } from "./two-pages.js";

/** @type {TwoPages} */
let pages;
/** @type {ReturnType<typeof person>} */
let alice;
/** @type {ReturnType<typeof person>} */
let bob;

/** @param {import("./two-pages.js").Side} side */
function person({ exchange, clock }) {
  const company = new Company({ exchange, clock, knows: ["recording"] });
  const consent = new Consent(company, "recording");
  /** @type {string[]} */
  const ends = [];
  consent.onend = (reason) => ends.push(reason);
  company.start();
  return { company, consent, ends };
}

beforeEach(() => {
  pages = new TwoPages();
  alice = person(pages.alice);
  bob = person(pages.bob);
  pages.connect();
});

function allowed() {
  alice.consent.ask();
  pages.deliver();
  bob.consent.reply("yes");
  pages.deliver();
  assert.equal(alice.consent.mine, "running");
}

test("nothing begins before the other one allowed it", () => {
  alice.consent.ask();
  pages.deliver();
  assert.deepEqual([alice.consent.mine, bob.consent.theirs], ["asking", "asking"]);
  bob.consent.reply("yes");
  pages.deliver();
  assert.deepEqual([alice.consent.mine, bob.consent.theirs], ["running", "running"]);
});

test("no is no", () => {
  alice.consent.ask();
  pages.deliver();
  bob.consent.reply("no");
  pages.deliver();
  assert.deepEqual([alice.consent.mine, bob.consent.theirs, alice.ends], ["none", "none", ["declined"]]);
});

test("it can be withdrawn at any time, and the other one stops", () => {
  allowed();
  bob.consent.reply("ended");
  pages.deliver();
  assert.deepEqual([alice.consent.mine, bob.consent.theirs, alice.ends], ["none", "none", ["withdrawn"]]);
});

test("withdrawn while the line is cut, it ends with the next line", () => {
  allowed();
  pages.cut();
  bob.consent.reply("ended");
  assert.equal(alice.consent.mine, "running", "nothing of Bob arrives there meanwhile");
  pages.connect();
  assert.deepEqual([alice.consent.mine, alice.ends], ["none", ["withdrawn"]]);
});

test("it goes on over a new line, and over a reload of the one who allowed it", () => {
  allowed();
  pages.cut();
  pages.connect();
  assert.equal(alice.consent.mine, "running");
  pages.bob.reload();
  bob = person(pages.bob);
  pages.connect();
  pages.clock.pass(20_000);
  assert.deepEqual(
    [alice.consent.mine, bob.consent.theirs, bob.consent.answer],
    ["running", "running", "yes"],
  );
});

test("a page that crashed knows of no consent: it ends", () => {
  allowed();
  pages.bob = new Side(pages.clock);
  bob = person(pages.bob);
  pages.connect();
  assert.deepEqual([alice.consent.mine, alice.ends, bob.consent.theirs], ["none", ["forgotten"], "none"]);
});

test("a page that says nothing of it any more has not allowed it", () => {
  allowed();
  pages.bob = new Side(pages.clock); // an older program
  pages.connect();
  assert.equal(alice.consent.mine, "running");
  pages.clock.pass(8_000);
  assert.deepEqual([alice.consent.mine, alice.ends], ["none", ["forgotten"]]);
});

test("the page that recorded is loaded again: the other one sees that it is over", () => {
  allowed();
  pages.alice.reload();
  alice = person(pages.alice);
  pages.connect();
  assert.deepEqual([alice.consent.mine, bob.consent.theirs], ["none", "none"]);
});

test("the end of the call ends it", () => {
  allowed();
  for (const { exchange } of [pages.alice, pages.bob]) exchange.follow(null, null);
  assert.deepEqual([alice.consent.mine, alice.ends, bob.consent.theirs], ["none", ["over"], "none"]);
});

test("who says that they record without having asked is forbidden to, and seen", () => {
  pages.bob.hearsRaw({ type: "together", about: "recording", id: 7, wish: "running" });
  assert.deepEqual([bob.consent.theirs, bob.consent.answer], ["running", "no"]);
});

test("an answer to another question begins nothing", () => {
  alice.consent.ask();
  pages.deliver();
  for (const id of [0, 1, -1, null, "7", {}])
    pages.alice.hearsRaw({ type: "together", about: "recording_answer", id, answer: "yes" });
  assert.equal(alice.consent.mine, "asking");
  pages.alice.exchange.follow(null, null);
  pages.alice.hearsRaw({ type: "together", about: "recording_answer", id: 0, answer: "yes" });
  assert.equal(alice.consent.mine, "none");
});

test("who asks again and again is not shown", () => {
  let shown = 0;
  for (let id = 1; id <= 50; id++) {
    pages.bob.hearsRaw({ type: "together", about: "recording", id, wish: "asking" });
    if (bob.consent.answer === "none") shown += 1;
    pages.clock.pass(1_000);
  }
  assert.ok(shown >= 1 && shown <= 5, `${shown} questions`);
});

test("nonsense is nothing", () => {
  for (const wish of [null, 7, "<b>", {}, []])
    pages.bob.hearsRaw({ type: "together", about: "recording", id: 7, wish });
  for (const id of [null, "7", 0, 1.5, {}])
    pages.bob.hearsRaw({ type: "together", about: "recording", id, wish: "asking" });
  assert.equal(bob.consent.theirs, "none");
});

test("the file is of what most programs play, of what this browser can", () => {
  const can =
    (/** @type {string[]} */ ...types) =>
    (/** @type {string} */ type) =>
      types.includes(type);
  const [safari, chromium] = ["video/mp4;codecs=avc1.42e01f,mp4a.40.2", "video/webm;codecs=vp8,opus"];
  assert.equal(recordingType(true, can(chromium, safari, "video/mp4")), safari);
  assert.equal(recordingType(true, can(chromium, "video/mp4")), chromium);
  assert.equal(recordingType(false, can(chromium, "audio/webm;codecs=opus")), "audio/webm;codecs=opus");
  assert.equal(recordingType(true, can()), null);
  assert.deepEqual([safari, chromium, "audio/mp4;codecs=mp4a.40.2"].map(endingOf), ["mp4", "webm", "m4a"]);
});
