/** Ringing in the background, updates, and whether this page can ring. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { initial } from "../../static/js/call-state.js";
import { browserOf, isInTheWay, readiness } from "../../static/js/install/readiness.js";
import { follow, RingNotices } from "../../static/js/install/ring-notices.js";
import { Shell } from "../../static/js/install/shell.js";
import { ringNotice } from "../../static/js/views/words-install.js";
import { FakeClock } from "./fakes.js";
import { bob, NOW } from "./snapshots.js";

/** @typedef {import("../../static/js/call-state.js").State} State */

const ring = Object.freeze({
  call: "one",
  from: bob,
  device: "of bob",
  media: /** @type {const} */ ("video"),
  until: NOW + 45_000,
});
/** @param {any[]} rings @returns {State} */
const ringing = (...rings) => /** @type {State} */ ({ ...initial, rings });

/** What a page tells the worker. @param {{allowed?: boolean, looking?: boolean}} [page] */
function stage({ allowed = true, looking = false } = {}) {
  /** @type {any[]} */
  const told = [];
  const page = { allowed, looking };
  const notices = new RingNotices({
    tell: (message) => told.push(message),
    allowed: () => page.allowed,
    looking: async () => page.looking,
    written: ({ from }) => ({ title: from.name, options: {} }),
    inCall: () => false,
  });
  return { notices, told, page };
}

test("a ring in the background is shown once, and closed when it is over", async () => {
  const { notices, told } = stage();
  await notices.follow(ringing(ring));
  await notices.follow(ringing({ ...ring }));
  assert.deepEqual(
    told.map(({ type, title }) => [type, title]),
    [["ring", "Bob"]],
  );
  assert.deepEqual(told[0].options, { tag: "ring one", data: { call: "one" }, requireInteraction: true });
  await notices.follow(ringing());
  assert.deepEqual(told.slice(1), [{ type: "ring over", tag: "ring one" }]);
});

test("none while a page is in view; it goes when one comes into view, and comes back", async () => {
  const { notices, told, page } = stage({ looking: true });
  await notices.follow(ringing(ring));
  assert.deepEqual(told, []);
  page.looking = false;
  await notices.follow(ringing(ring));
  page.looking = true;
  await notices.follow(ringing(ring));
  page.looking = false;
  await notices.follow(ringing(ring));
  assert.deepEqual(
    told.map(({ type }) => type),
    ["ring", "ring over", "ring"],
  );
});

test("a page that comes into view closes also what another one shows", async () => {
  const { notices, told } = stage({ looking: true });
  await notices.follow(ringing(ring));
  notices.seen(ringing(ring));
  assert.deepEqual(told, [{ type: "ring over", tag: "ring one" }]);
});

test("none where they are not allowed", async () => {
  const { notices, told } = stage({ allowed: false });
  await notices.follow(ringing(ring));
  assert.deepEqual(told, []);
});

test("what is over before it was shown is not shown", async () => {
  const { notices, told } = stage();
  const slow = notices.follow(ringing(ring));
  await notices.follow(ringing());
  await slow;
  assert.deepEqual(told, []);
});

/** What the page does after a press on the notification. @param {string} action @param {Partial<Parameters<typeof follow>[2]>} page @param {string} [call] */
function pressed(action, page, call = "one") {
  /** @type {string[]} */
  const done = [];
  const rings = {
    state: ringing(ring),
    accept: (/** @type {string} */ id, /** @type {string} */ media) =>
      void done.push(`accept ${id} ${media}`),
    decline: (/** @type {string} */ id) => void done.push(`decline ${id}`),
  };
  const show = (/** @type {string} */ id) => void done.push(`show ${id}`);
  follow(rings, { action, call }, { touched: true, inCall: false, show, ...page });
  return done;
}

test("what is pressed on a notification is done on the page", () => {
  assert.deepEqual(pressed("accept", {}), ["accept one video"]);
  assert.deepEqual(pressed("decline", {}), ["decline one"]);
  assert.deepEqual(pressed("", {}), ["show one"]);
});

test("no camera opens on a page that was never touched, nor in a call", () => {
  assert.deepEqual(pressed("accept", { touched: false }), ["show one"]);
  assert.deepEqual(pressed("accept", { inCall: true }), ["show one"]);
});

test("a press that comes too late does nothing", () => {
  assert.deepEqual(pressed("accept", {}, "another"), []);
});

test("buttons only where the browser has room for both; in a call none that would end it", () => {
  const actions = (/** @type {number} */ buttons, /** @type {boolean} */ inCall) =>
    ringNotice(ring, { buttons, inCall }).actions.map(({ action }) => action);
  assert.deepEqual(actions(2, false), ["accept", "decline"]);
  assert.deepEqual(actions(2, true), ["decline"]);
  assert.deepEqual(actions(0, false), []);
  assert.match(ringNotice(ring, { buttons: 0, inCall: false }).body, /Press to answer/);
});

test("what weighs most is said first", () => {
  const means = { permission: /** @type {const} */ ("granted"), soundLocked: false, putOff: false };
  assert.equal(readiness(means), "ready");
  assert.equal(readiness({ ...means, soundLocked: true }), "silent");
  assert.equal(readiness({ ...means, permission: "denied", soundLocked: true }), "blocked");
  assert.equal(readiness({ ...means, permission: "default", soundLocked: true }), "ask");
  assert.equal(readiness({ ...means, permission: "default", putOff: true }), "later");
  assert.equal(readiness({ ...means, permission: "unsupported" }), "unsupported");
  assert.deepEqual(["ready", "unsupported", "later", "blocked"].map(/** @type {any} */ (isInTheWay)), [
    false,
    false,
    true,
    true,
  ]);
});

test("each browser has its own way to allow notifications", () => {
  const chrome = "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36";
  assert.equal(browserOf("Mozilla/5.0 (X11; rv:153.0) Gecko/20100101 Firefox/153.0"), "firefox");
  assert.equal(browserOf("Mozilla/5.0 (Macintosh) AppleWebKit/605 Version/19.0 Safari/605"), "safari");
  assert.equal(browserOf(chrome), "chromium");
});

/** A browser with a worker. @param {{controlled?: boolean, waiting?: boolean, refuses?: boolean}} [given] */
function browser({ controlled = true, waiting = false, refuses = false } = {}) {
  /** @type {any[]} */
  const posted = [];
  const worker = { postMessage: (/** @type {any} */ message) => posted.push(message) };
  const registration = Object.assign(new EventTarget(), {
    active: controlled ? worker : null,
    waiting: waiting ? worker : null,
    installing: /** @type {any} */ (null),
    asked: 0,
    update: async () => void registration.asked++,
  });
  const container = Object.assign(new EventTarget(), {
    controller: controlled ? worker : null,
    register: async () => {
      if (refuses) throw new DOMException("no", "SecurityError");
      return registration;
    },
  });
  let loads = 0;
  const clock = new FakeClock();
  const shell = new Shell({
    container: /** @type {any} */ (container),
    clock,
    reload: () => void loads++,
  });
  const installs = () => {
    registration.installing = Object.assign(new EventTarget(), { state: "installing", ...worker });
    registration.dispatchEvent(new Event("updatefound"));
    registration.installing.state = "installed";
    registration.installing.dispatchEvent(new Event("statechange"));
  };
  return {
    shell,
    posted,
    registration,
    installs,
    takesOver: () => container.dispatchEvent(new Event("controllerchange")),
    pass: (/** @type {number} */ ms) => clock.pass(ms),
    get loads() {
      return loads;
    },
  };
}

test("the first worker is no update", async () => {
  const { shell, installs, takesOver } = browser({ controlled: false });
  await shell.register();
  installs();
  takesOver();
  assert.equal(shell.updateReady, false);
});

test("a new version waits for the person, then the page is loaded once", async () => {
  const page = browser();
  let told = 0;
  page.shell.onupdate(() => void told++);
  await page.shell.register();
  assert.equal(page.shell.updateReady, false);
  page.installs();
  assert.deepEqual([page.shell.updateReady, told, page.loads], [true, 1, 0]);
  page.registration.waiting = page.registration.installing;
  page.shell.update();
  assert.deepEqual(page.posted, [{ type: "activate" }]);
  assert.equal(page.loads, 0);
  page.takesOver();
  assert.equal(page.loads, 1);
});

test("one that waited already is told of at once", async () => {
  const { shell } = browser({ waiting: true });
  await shell.register();
  assert.equal(shell.updateReady, true);
});

test("pressed on another page: this one is not loaded by itself", async () => {
  const page = browser();
  await page.shell.register();
  page.takesOver();
  assert.deepEqual([page.shell.updateReady, page.loads], [true, 0]);
  page.shell.update();
  assert.equal(page.loads, 1);
});

test("the server is asked for a new version once a minute at most", async () => {
  const { shell, registration, pass } = browser();
  await shell.register();
  shell.ask();
  shell.ask();
  shell.ask();
  assert.equal(registration.asked, 1);
  pass(60_000);
  assert.equal(registration.asked, 2);
  pass(600_000);
  assert.equal(registration.asked, 2);
});

test("where the browser refuses the worker, the page works without", async () => {
  const { shell } = browser({ refuses: true });
  await shell.register();
  shell.tell({ type: "ring" });
  shell.ask();
  assert.deepEqual([shell.works, shell.updateReady], [false, false]);
});
