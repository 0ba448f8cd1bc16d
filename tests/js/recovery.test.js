import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Recovery } from "../../static/js/recovery.js";
import { FakeClock } from "./fakes.js";
import { NOW } from "./snapshots.js";

/** @type {FakeClock} */
let clock;
/** What was done, and when: seconds since the test began. @type {[string, number][]} */
let done;

beforeEach(() => {
  clock = new FakeClock();
  done = [];
});

/** @param {boolean} polite @param {number | null} [since] */
function recovery(polite, since) {
  const note = (/** @type {string} */ what) => () => void done.push([what, (clock.now() - NOW) / 1000]);
  return new Recovery({
    polite,
    clock,
    since: since ?? null,
    restart: note("restart"),
    newEpoch: note("new epoch"),
    giveUp: note("give up"),
  });
}

const later = /** @type {[string, number][]} */ ([
  ["restart", 12],
  ["restart", 22],
  ["new epoch", 30],
  ["give up", 45],
]);

test("disconnected: the impolite peer restarts after 3 s and at 5, 12, 22; new epoch at 30, the end at 45", () => {
  recovery(false).stateChanged("disconnected");
  clock.pass(60_000);
  assert.deepEqual(done, [["restart", 3], ["restart", 5], ...later]);
});

test("disconnected: the polite peer leaves the other 5 s", () => {
  recovery(true).stateChanged("disconnected");
  clock.pass(60_000);
  assert.deepEqual(done, [["restart", 5], ...later]);
});

test("failed: at once, also when it was disconnected before", () => {
  const one = recovery(true);
  one.stateChanged("disconnected");
  clock.pass(2_000);
  one.stateChanged("failed");
  assert.deepEqual(done, [["restart", 2]]);
});

test("it does not come about: after 10 s, or 12 s for the polite peer, as when it had failed", () => {
  for (const [polite, late] of /** @type {[boolean, number][]} */ ([
    [false, 10],
    [true, 12],
  ])) {
    done = [];
    const one = recovery(polite);
    const begun = (clock.now() - NOW) / 1000;
    one.expect();
    clock.pass(5_000);
    one.expect();
    clock.pass(60_000);
    assert.deepEqual(
      done.map(([what, at]) => [what, at - begun - late]),
      [["restart", 0], ["restart", 5], ...later],
    );
  }
});

test("it came about, or nobody has spoken yet, or it was closed: nothing is done", () => {
  recovery(false);
  const there = recovery(false);
  there.expect();
  there.stateChanged("connected");
  there.expect();
  const gone = recovery(false);
  gone.expect();
  gone.close();
  clock.pass(60_000);
  assert.deepEqual(done, []);
});

test("the network is back: at once, though nothing was amiss", () => {
  recovery(false).networkChanged();
  assert.deepEqual(done, [["restart", 0]]);
});

test("after a change of network it is looked again 2 s later: the browser may not have known the new one", () => {
  recovery(true).networkChanged();
  clock.pass(3_000);
  assert.deepEqual(done, [
    ["restart", 0],
    ["restart", 2],
  ]);
});

test("unless media flows by then", () => {
  const one = recovery(true);
  one.stateChanged("connected");
  one.networkChanged();
  clock.pass(1_000);
  one.flowing();
  clock.pass(60_000);
  assert.deepEqual(done, [["restart", 0]]);
});

test("many reasons in one moment are one restart", () => {
  const one = recovery(false);
  one.networkChanged();
  one.networkChanged();
  one.stateChanged("failed");
  assert.equal(done.length, 1);
});

test("connected without media is not recovered", () => {
  const one = recovery(false);
  one.stateChanged("disconnected");
  one.stateChanged("connected");
  clock.pass(3_000);
  assert.deepEqual(done, [["restart", 3]]);
});

test("media while it is connected ends the trouble, and the next one starts anew", () => {
  const one = recovery(false);
  one.stateChanged("disconnected");
  clock.pass(2_000);
  one.flowing();
  assert.equal(one.since, NOW, "what flowed before the connection was back says nothing");
  one.stateChanged("connected");
  one.flowing();
  assert.equal(one.since, null);
  clock.pass(60_000);
  assert.deepEqual(done, []);
  one.stateChanged("disconnected");
  clock.pass(3_000);
  assert.deepEqual(done, [["restart", 65]]);
});

test("no media though connected: restarts as if it were disconnected", () => {
  const one = recovery(false);
  one.stateChanged("connected");
  one.stalled();
  clock.pass(3_000);
  assert.deepEqual(done, [["restart", 3]]);
});

test("a new epoch that this page asked for keeps the time of the trouble, and is the last", () => {
  clock.pass(30_000);
  recovery(false, NOW);
  clock.pass(60_000);
  assert.deepEqual(
    done.filter(([what]) => what !== "restart"),
    [["give up", 45]],
  );
});

test("closed, it does nothing any more", () => {
  const one = recovery(false);
  one.stateChanged("failed");
  one.close();
  clock.pass(60_000);
  assert.deepEqual(done, [["restart", 0]]);
  assert.equal(clock.waiting, 0);
});

test("after a sleep there is all the time again, and the first restart is at once", () => {
  const one = recovery(false);
  one.stateChanged("disconnected");
  clock.pass(2_000);
  clock.sleep(60_000);
  one.woke();
  clock.pass(44_000);
  assert.deepEqual(
    done.map(([what, at]) => [what, at - 62]),
    [["restart", 0], ["restart", 5], ...later.slice(0, 3)],
  );
});
