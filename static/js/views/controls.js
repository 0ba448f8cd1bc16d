/** Microphone, camera, hanging up: the pill at the bottom, which fades while nobody needs it. */

import { isLive } from "../call-state.js";
import { outgoing } from "./call-view.js";
import { byId, onPress, part, setAttribute, setName, setText } from "./dom.js";
import { controls as words } from "./words.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {import("../call-state.js").CallView} CallView
 */

const FADE_MS = 3000;
const NO_SOUND = new Set([
  "no_microphone",
  "no_devices",
  "denied",
  "in_use",
  "insecure",
  "unsupported",
  "failed",
]);

/** @param {import("../call.js").Call} call */
export function mountControls(call) {
  onPress(byId("end"), () => call.hangUp());
  onPress(byId("mute"), () => (soundless(call) ? call.retryMedia() : call.setMuted(!call.state.call?.muted)));
  onPress(byId("camera"), () => call.setCameraOff(!dark(call)));
  // A mouse press does not take the focus, so that the pill can fade; the keyboard's focus keeps it shown.
  byId("controls").addEventListener("mousedown", (event) => event.preventDefault());
  const wake = fade(byId("call"));
  const paintNow = () => isLive(call.state.call) && paint(call, call.state.call);
  call.onstreams(paintNow);
  let phase = "";
  return {
    /** @param {State} state */
    render(state) {
      paintNow();
      if (state.call && state.call.phase !== phase) wake();
      phase = state.call?.phase ?? "";
    },
  };
}

/** @param {import("../call.js").Call} call @param {CallView} now */
function paint(call, now) {
  const silent = now.muted || soundless(call);
  setControl(byId("mute"), silent ? words.unmute : words.mute, silent);
  const off = dark(call);
  setControl(byId("camera"), off ? words.cameraOn : words.cameraOff, off);
  setControl(byId("end"), outgoing(now) ? words.cancel : words.hangUp, false);
}

/** @param {HTMLElement} control @param {{name: string, word: string}} words @param {boolean} off */
function setControl(control, { name, word }, off) {
  setName(control, name);
  setText(part(control, "word"), word);
  control.toggleAttribute("data-off", off);
}

/** No microphone is open, and asking again is what its button can do. @param {import("../call.js").Call} call */
function soundless({ state, localStream }) {
  const problem = state.call?.mediaProblem ?? "";
  return NO_SOUND.has(problem) && !localStream?.getAudioTracks().length;
}

/** No picture of ours goes out. @param {import("../call.js").Call} call */
function dark({ state, localStream }) {
  if (!state.call || state.call.cameraOff) return true;
  return state.call.mediaProblem !== null && !localStream?.getVideoTracks().length;
}

/** Shown by any movement, key, touch or focus; CSS keeps it shown while one of its buttons has the focus. @param {HTMLElement} region */
function fade(region) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const wake = () => {
    clearTimeout(timer);
    setAttribute(region, "data-awake", "true");
    timer = setTimeout(() => setAttribute(region, "data-awake", "false"), FADE_MS);
  };
  for (const sign of ["pointermove", "pointerdown", "keydown", "focusin"])
    document.addEventListener(sign, wake, { passive: true });
  wake();
  return wake;
}
