/** Keys: what each of them means, and what is left to the browser. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { controlledBySystem } from "../../static/js/media-session.js";
import { shortcutOf } from "../../static/js/shortcuts.js";

const PLAIN = { ctrlKey: false, altKey: false, metaKey: false, shiftKey: false };
/** @param {string} key @param {object} [more] */
const pressed = (key, more = {}) => shortcutOf({ ...PLAIN, key, ...more })?.presses[0] ?? null;

test("letters, in either case of caps lock", () => {
  assert.equal(pressed("m"), "mute");
  assert.equal(pressed("M"), "mute");
  assert.equal(pressed("M", { shiftKey: true }), null);
  assert.equal(pressed("A", { shiftKey: true }), "ring-voice");
});

test("hanging up is not done by accident", () => {
  assert.equal(pressed("h"), null);
  assert.equal(pressed("H", { shiftKey: true }), "end");
});

test("the question mark, wherever the keyboard has it", () => {
  assert.equal(pressed("?", { shiftKey: true }), "menu-keys");
});

for (const key of ["ctrlKey", "altKey", "metaKey"])
  test(`with ${key} it belongs to the browser`, () => assert.equal(pressed("m", { [key]: true }), null));

test("where the keyboard writes other letters, the place of the key counts", () => {
  assert.equal(pressed("ة", { code: "KeyM" }), "mute");
  assert.equal(pressed("ь", { code: "KeyM" }), "mute");
  assert.equal(pressed(",", { code: "KeyM" }), null, "on a French keyboard this is a comma");
});

test("the system's call controls are the call's, while there is one or it rings", () => {
  const done = /** @type {any[]} */ ([]);
  const handlers = /** @type {Record<string, any>} */ ({});
  const session = {
    setActionHandler(/** @type {string} */ name, /** @type {any} */ action) {
      if (name === "togglecamera") throw new TypeError("unknown action");
      handlers[name] = action;
    },
    setMicrophoneActive: (/** @type {boolean} */ on) => done.push(["microphone", on]),
  };
  const call = /** @type {any} */ ({
    state: { call: null, rings: [] },
    hangUp: () => done.push("hung up"),
    decline: (/** @type {string} */ id) => done.push(["declined", id]),
    setMuted: (/** @type {boolean} */ muted) => done.push(["muted", muted]),
  });
  const follow = controlledBySystem(call, session);
  const now = (/** @type {any} */ state) => {
    call.state = state;
    follow(state);
  };
  now({ call: null, rings: [] });
  assert.deepEqual(handlers, {});
  now({ call: null, rings: [{ call: "ring" }] });
  handlers.hangup();
  now({ call: { phase: "connected", muted: false, cameraOff: true }, rings: [] });
  handlers.togglemicrophone();
  handlers.hangup();
  now({ call: { phase: "ended" }, rings: [] });
  assert.deepEqual(done, [["declined", "ring"], ["microphone", true], ["muted", true], "hung up"]);
  assert.equal(handlers.hangup, null);
});
