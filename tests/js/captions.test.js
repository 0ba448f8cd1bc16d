/** Captions: what this device recognises, what of it goes to the other page, what is shown there. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Captions } from "../../static/js/together/captions.js";
import { Company } from "../../static/js/together/company.js";
import { Consent } from "../../static/js/together/consent.js";
import { download, languageHere, Recogniser } from "../../static/js/together/recogniser.js";
import { FakeClock } from "./fakes.js";
import { TwoPages } from "./two-pages.js";

/** A recogniser that hears what the test says. */
class FakeRecognition {
  /** @type {Record<string, string>} */
  static languages = { "en-GB": "available", de: "downloadable", fr: "unavailable" };
  /** @type {FakeRecognition[]} */
  static all = [];
  /** @type {any} */
  onresult = null;
  /** @type {any} */
  onerror = null;
  /** @type {any} */
  onend = null;
  /** @type {any} */
  track = null;
  processLocally = false;
  aborted = false;

  /** @param {{langs: string[], processLocally: boolean}} options */
  static async available({ langs: [lang], processLocally }) {
    assert.equal(processLocally, true, "never asked for what happens elsewhere");
    if (!(lang in FakeRecognition.languages)) throw new Error("NotSupportedError");
    return FakeRecognition.languages[lang];
  }

  /** @param {{langs: string[]}} options */
  static async install({ langs: [lang] }) {
    return lang === "de";
  }

  constructor() {
    FakeRecognition.all.push(this);
  }

  /** @param {any} track */
  start(track) {
    assert.equal(this.processLocally, true, "the sound stays on the device");
    this.track = track;
  }

  abort() {
    this.aborted = true;
    this.onend?.();
  }

  /** @param {[string, boolean][]} said @param {number} [resultIndex] */
  hears(said, resultIndex = 0) {
    const results = said.map(([transcript, isFinal]) => Object.assign([{ transcript }], { isFinal }));
    this.onresult({ resultIndex, results });
  }
}

const last = () => FakeRecognition.all[FakeRecognition.all.length - 1];

beforeEach(() => {
  FakeRecognition.all = [];
});

test("the first of one's languages that this device knows", async () => {
  assert.deepEqual(await languageHere(FakeRecognition, ["tlh", "fr", "en-GB"]), {
    lang: "en-GB",
    ready: true,
  });
  assert.deepEqual(await languageHere(FakeRecognition, ["de"]), { lang: "de", ready: false });
  assert.equal(await languageHere(FakeRecognition, ["fr"]), null);
  assert.equal(await languageHere(null, ["en-GB"]), null);
  assert.equal(await download(FakeRecognition, "de"), true);
});

/** @type {FakeClock} */
let clock;
/** @type {[string, boolean][]} */
let heard;
let failed = false;

function recogniser() {
  clock = new FakeClock();
  heard = [];
  failed = false;
  return new Recogniser({
    ...{ Recognition: FakeRecognition, lang: "en-GB", clock },
    onwords: (text, final) => heard.push([text, final]),
    onfail: () => {
      failed = true;
    },
  });
}

const track = () => /** @type {any} */ ({ readyState: "live" });

test("sentences are final, what comes of the next one is not yet", () => {
  recogniser().follow(track());
  last().hears([
    ["Hello there.", true],
    [" how are", false],
    [" you", false],
  ]);
  assert.deepEqual(heard, [
    ["Hello there.", true],
    ["how are you", false],
  ]);
  last().hears(
    [
      ["Hello there.", true],
      ["How are you?", true],
    ],
    1,
  );
  assert.deepEqual(heard.at(-1), ["How are you?", true]);
});

test("it goes on after silence, with another microphone, and not after it was closed", () => {
  const one = recogniser();
  const [first, second] = [track(), track()];
  one.follow(first);
  last().onend();
  clock.pass(250);
  assert.equal(FakeRecognition.all.length, 2);
  one.follow(second);
  assert.equal(FakeRecognition.all[1].aborted, true);
  assert.equal(last().track, second);
  one.close();
  clock.pass(60_000);
  assert.equal(FakeRecognition.all.length, 3);
});

test("a browser that refuses is believed", () => {
  recogniser().follow(track());
  last().onerror({ error: "no-speech" });
  assert.equal(failed, false);
  last().onerror({ error: "service-not-allowed" });
  assert.equal(failed, true);
  clock.pass(60_000);
  assert.equal(FakeRecognition.all.length, 1);
});

/** @type {TwoPages} */
let pages;
/** @type {ReturnType<typeof person>} */
let alice;
/** @type {ReturnType<typeof person>} */
let bob;

/** @param {import("./two-pages.js").Side} side */
function person(side) {
  const company = new Company({ exchange: side.exchange, clock: side.clock, knows: ["captions"] });
  const consent = new Consent(company, "captions");
  const captions = new Captions(company, consent);
  company.start();
  return { consent, captions };
}

function reading() {
  pages = new TwoPages();
  alice = person(pages.alice);
  bob = person(pages.bob);
  pages.connect();
  alice.consent.ask();
  pages.deliver();
  bob.consent.reply("yes");
  pages.deliver();
}

test("what one says is read by the other, who asked, once it was allowed", () => {
  reading();
  bob.captions.say("Hello", false);
  pages.deliver();
  assert.equal(alice.captions.interim, "Hello");
  bob.captions.say("Hello there.", true);
  pages.deliver();
  assert.deepEqual([alice.captions.lines, alice.captions.interim], [["Hello there."], ""]);
  alice.captions.say("Nobody asked for this.", true);
  pages.deliver();
  assert.deepEqual(bob.captions.lines, []);
  pages.clock.pass(8_000);
  assert.deepEqual(alice.captions.lines, [], "nobody reads any more");
});

test("nothing is sent after it was ended, by either", () => {
  for (const end of [() => bob.consent.reply("ended"), () => alice.consent.stop()]) {
    reading();
    end();
    pages.deliver();
    bob.captions.say("Between us", true);
    assert.ok(
      !pages.bob.channels.control.sent.some((/** @type {string} */ one) => one.includes("Between us")),
    );
  }
});

test("what changes all the time is sent three times a second", () => {
  reading();
  const before = pages.bob.channels.control.sent.length;
  for (let count = 0; count < 100; count++) {
    bob.captions.say(`word ${count}`, false);
    pages.clock.pass(10);
  }
  pages.clock.pass(1_000);
  pages.deliver();
  assert.ok(pages.bob.channels.control.sent.length - before <= 6);
  assert.equal(alice.captions.interim, "word 99");
});

test("nobody is shown words they did not ask for, nor what is no words", () => {
  reading();
  for (const text of [null, 7, "", "   ", "x".repeat(401), ["a"], {}])
    pages.alice.hearsRaw({ type: "together", about: "caption", text, final: true });
  assert.deepEqual(alice.captions.lines, []);
  pages.bob.hearsRaw({ type: "together", about: "caption", text: "unasked", final: true });
  assert.deepEqual(bob.captions.lines, []);
});
