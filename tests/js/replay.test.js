/** Random logs of server messages, doubled, late and reordered: the page's state stands against them all. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { initial, isLive, reduce } from "../../static/js/call-state.js";
import { callState, NOW, ring, welcome } from "./snapshots.js";

/**
 * @typedef {import("../../static/js/call-state.js").State} State
 * @typedef {import("../../static/js/call-state.js").Event} Event
 * @typedef {import("../../static/js/protocol.js").ServerMessage} ServerMessage
 * @typedef {import("../../static/js/protocol.js").Snapshot} Snapshot
 */

const RUNS = 2_000;

/** Numbers 0…1 that are the same for the same seed (mulberry32). @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @template T @param {() => number} chance @param {readonly T[]} choices @returns {T} */
const pick = (chance, choices) => choices[Math.floor(chance() * choices.length)];

const FOLLOWS = /** @type {const} */ ({
  ringing: ["ringing", "connecting", "ended"],
  connecting: ["connecting", "active", "ended"],
  active: ["active", "reconnecting", "ended"],
  reconnecting: ["reconnecting", "active", "ended"],
  ended: [],
});

/** The honest life of one call, as one page hears it. @param {() => number} chance @param {string} call @returns {ServerMessage[]} */
function life(chance, call) {
  const role = pick(chance, /** @type {const} */ (["caller", "callee"]));
  const answeredSeat = pick(chance, /** @type {const} */ (["here", "elsewhere"]));
  /** @type {ServerMessage[]} */
  const messages = role === "callee" ? [ring(call)] : [];
  let state = /** @type {Snapshot["state"]} */ ("ringing");
  for (let version = 1; version < 12; version += 1) {
    const seat = role === "caller" || state !== "ringing" ? answeredSeat : "none";
    const reason = state === "ended" ? "completed" : null;
    messages.push(
      callState({ call, version, state, role, seat, reason, ms_left: state === "active" ? null : 20_000 }),
    );
    if (state === "ended") break;
    state = pick(chance, FOLLOWS[state]);
  }
  return messages;
}

/** What the network and a crash make of it. @param {() => number} chance @param {ServerMessage[]} messages */
function mangled(chance, messages) {
  const log = messages.flatMap((one) => (chance() < 0.3 ? [one, one] : chance() < 0.1 ? [] : [one]));
  for (let n = 0; n < log.length / 3; n += 1) {
    const from = Math.floor(chance() * log.length);
    const [moved] = log.splice(from, 1);
    log.splice(Math.min(log.length, from + Math.floor(chance() * 4)), 0, moved);
  }
  return log;
}

/** @param {State} state @param {ServerMessage[]} log @param {number} [now] */
function hear(state, log, now = NOW) {
  return log.reduce((before, message) => reduce(before, { type: "message", message, now }), state);
}

/** @param {(chance: () => number) => void} check */
function forMany(check) {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    try {
      check(random(seed));
    } catch (error) {
      throw new Error(`with seed ${seed}`, { cause: error });
    }
  }
}

test("a log that is heard again, even much later, changes nothing", () => {
  forMany((chance) => {
    const log = mangled(chance, [...life(chance, "one"), ...life(chance, "two")]);
    const state = hear(initial, log);
    const order = chance() < 0.5 ? log : [...log].reverse();
    const again = hear(
      state,
      order.filter((one) => one.channel !== "start_call"),
      NOW + 3_600_000,
    );
    assert.deepEqual(again, state);
  });
});

test("whatever the order, the newest snapshot wins", () => {
  forMany((chance) => {
    const honest = life(chance, "one").filter((one) => one.channel === "call_state");
    const inOrder = hear(initial, honest);
    const mixed = hear(
      initial,
      [...honest].sort(() => chance() - 0.5),
    );
    assert.equal(mixed.known.one.version, inOrder.known.one.version);
    assert.equal(isLive(mixed.call), isLive(inOrder.call));
    if (isLive(inOrder.call)) assert.equal(mixed.call?.phase, inOrder.call.phase);
    assert.deepEqual(mixed.rings, inOrder.rings);
    assert.deepEqual(mixed.seatedElsewhere, inOrder.seatedElsewhere);
  });
});

test("an ended call never rings or lives again", () => {
  forMany((chance) => {
    const honest = life(chance, "one");
    const end = callState({ version: 20, state: "ended", seat: "none", reason: "cancelled", ms_left: null });
    const state = hear(initial, [...mangled(chance, honest), end, ...mangled(chance, honest)]);
    assert.equal(isLive(state.call), false);
    assert.deepEqual(state.rings, []);
    assert.equal(state.seatedElsewhere, null);
  });
});

test("whatever one presses among it, a welcome without calls leaves no call and no ring", () => {
  forMany((chance) => {
    /** @type {Event[]} */
    const presses = [
      { type: "accept", call: pick(chance, ["one", "two"]), media: "voice" },
      { type: "decline", call: pick(chance, ["one", "two"]) },
      { type: "hang_up", now: NOW },
      { type: "rejoin" },
      { type: "dismiss" },
      {
        type: "media_link",
        epoch: 1,
        state: pick(chance, /** @type {const} */ (["connected", "failed"])),
        now: NOW,
      },
    ];
    let state = initial;
    for (const message of mangled(chance, [...life(chance, "one"), ...life(chance, "two")])) {
      state = hear(state, [message]);
      if (chance() < 0.3) state = reduce(state, pick(chance, presses));
      assert.ok(Object.isFrozen(state));
      assert.equal(
        state.rings.some((one) => one.call === state.call?.id && isLive(state.call)),
        false,
      );
    }
    const after = hear(state, [welcome()]);
    assert.equal(isLive(after.call) && after.call.id !== null, false);
    assert.deepEqual(after.rings, []);
    assert.equal(after.seatedElsewhere, null);
  });
});
