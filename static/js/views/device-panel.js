/** *Sound and camera*: what is used, what there is to choose from, and how it looks and sounds. Loaded when opened. */

import { isLive } from "../call-state.js";
import { byId, onPress, setText, show } from "./dom.js";
import { listenTo } from "./loudness.js";
import { mountPanel, openPanel } from "./panel.js";
import { mountPictureChoice } from "./picture-choice.js";
import { play } from "./speaker.js";
import { playTone } from "./test-tone.js";
import { notTaken, speakerFailed, devices as words } from "./words-devices.js";
import { mediaFailure } from "./words-failures.js";

/**
 * @typedef {import("../devices.js").Devices} Devices
 * @typedef {import("../call.js").Call} Call
 * @typedef {import("../device-choice.js").DeviceKind} DeviceKind
 */

const KINDS = /** @type {const} */ (["camera", "microphone", "speaker"]);
const FLAGS = /** @type {const} */ (["mirror", "saver", "noise", "gain", "music"]);
/** A value no device has. */
const SYSTEM = "";

/** @type {((call: Call, devices: Devices) => void) | null} */
let reopen = null;

/** @param {Call} call @param {Devices} devices */
export function openDevices(call, devices) {
  reopen ??= mount(call, devices);
  reopen(call, devices);
}

/** @param {Call} call @param {Devices} devices */
function mount(call, devices) {
  const dialog = mountPanel("devices", close);
  const level = /** @type {HTMLMeterElement} */ (byId("devices-level"));
  /** Whether camera and microphone were opened for the panel alone. */
  let tried = false;
  /** @type {MediaStream | null} */
  let heard = null;
  let stopListening = () => {};
  /** @type {import("../call-state.js").MediaProblem | null} */
  let blurTrouble = null;

  async function open() {
    sayTrouble("");
    show(byId("devices-none"), false);
    openPanel(dialog, isLive(call.state.call));
    const looked = look();
    paint();
    await looked;
    await devices.refresh();
  }

  /** Outside of a call one looks at oneself first; the check on the page may do so already. */
  async function look() {
    if (isLive(call.state.call) || call.localStream) return;
    tried = true;
    const problem = await call.startCheck();
    if (!dialog.open && tried) call.stopCheck();
    else if (problem) sayTrouble(plain(problem));
  }

  function close() {
    stopListening();
    [heard, stopListening] = [null, () => {}];
    video().srcObject = null;
    if (tried) call.stopCheck();
    tried = false;
  }

  function paint() {
    if (!dialog.open) return;
    for (const kind of KINDS) paintChoices(devices, kind);
    for (const flag of FLAGS) box(flag).checked = devices.choice[flag];
    for (const flag of /** @type {const} */ (["noise", "gain"])) box(flag).disabled = devices.choice.music;
    paintPicture(call, devices);
    paintChoice();
    sayBlurTrouble(call.upkeep.own.problem);
    listen();
  }

  function listen() {
    const voice = call.upkeep.own.voice;
    if (voice === heard) return;
    stopListening();
    heard = voice;
    level.value = 0;
    stopListening = listenTo(voice, (loudness) => {
      level.value = loudness;
    });
  }

  /** It may come at any time. @param {import("../call-state.js").MediaProblem | null} problem */
  function sayBlurTrouble(problem) {
    if (isOfBlur(problem)) sayTrouble(plain(problem));
    else if (isOfBlur(blurTrouble)) sayTrouble("");
    blurTrouble = problem;
  }

  /** @param {Promise<import("../call-state.js").MediaProblem | null>} change */
  async function after(change) {
    const problem = await change;
    sayTrouble(isOfBlur(problem) ? plain(problem) : problem ? notTaken(problem) : "");
    paint();
  }

  const paintChoice = mountPictureChoice(call, devices, after);
  for (const kind of KINDS) onChoice(devices, kind, after);
  for (const flag of FLAGS)
    box(flag).addEventListener("change", () => void after(devices.set({ [flag]: box(flag).checked })));
  onPress(byId("speaker-tone"), async () => {
    const sounded = await playTone((element) => play(element, devices));
    sayTrouble(sounded ? "" : speakerFailed);
  });
  devices.onchange(paint);
  call.onstreams(paint);
  return () => void open();
}

/** @param {Devices} devices @param {DeviceKind} kind @param {(change: Promise<any>) => Promise<void>} after */
function onChoice(devices, kind, after) {
  const select = choices(kind);
  select.addEventListener("change", () => {
    const device = devices.of(kind).find(({ id }) => id === select.value) ?? null;
    if (device || select.value === SYSTEM) void after(devices.choose(kind, device));
  });
}

/** @param {Devices} devices @param {DeviceKind} kind */
function paintChoices(devices, kind) {
  const select = choices(kind);
  const found = devices.of(kind);
  const chosen = devices.choice[kind];
  const named = found.map(({ id, label }, at) => ({ id, label: label || words.unnamed[kind](at + 1) }));
  const away = chosen && !devices.chosen(kind) ? [{ id: chosen.id, label: words.away(chosen.label) }] : [];
  const first = found.length > 0 ? words.system(devices.preset(kind)?.label ?? "") : words.none[kind];
  fill(select, [{ id: SYSTEM, label: first }, ...named, ...away]);
  select.value = devices.chosen(kind)?.id ?? chosen?.id ?? SYSTEM;
  select.disabled = found.length === 0;
  if (kind === "speaker") {
    const fixed =
      byId("devices-video") instanceof HTMLMediaElement && !("setSinkId" in byId("devices-video"));
    show(byId("speaker-fixed"), fixed);
    show(select, !fixed);
  }
}

/** Options are left alone while they are right: an open list would close. @param {HTMLSelectElement} select @param {{id: string, label: string}[]} wanted */
function fill(select, wanted) {
  const now = [...select.options].map(({ value, text }) => `${value} ${text}`).join("\n");
  if (now === wanted.map(({ id, label }) => `${id} ${label}`).join("\n")) return;
  select.replaceChildren(...wanted.map(({ id, label }) => new Option(label, id)));
}

/** @param {Call} call @param {Devices} devices */
function paintPicture(call, devices) {
  const { tracks, cameraOff, settled } = call.upkeep.own;
  const picture = tracks.video && !(isLive(call.state.call) && cameraOff);
  if (video().srcObject !== call.localStream) video().srcObject = call.localStream;
  byId("devices-picture").toggleAttribute("data-mirrored", devices.mirrored);
  show(byId("devices-none"), !picture);
  setText(byId("devices-none"), settled ? words.cameraOff : words.opening);
}

/** @param {string} words */
function sayTrouble(words) {
  show(byId("devices-trouble"), words !== "");
  setText(byId("devices-trouble"), words);
}

/** @param {import("../call-state.js").MediaProblem} problem */
function plain(problem) {
  const { title, todo } = mediaFailure(problem, navigator.userAgent, location.host);
  return `${title}. ${todo}`;
}

/** @param {import("../call-state.js").MediaProblem | null} problem @returns {problem is "blur_failed" | "blur_slow"} */
const isOfBlur = (problem) => problem === "blur_failed" || problem === "blur_slow";

const video = () => /** @type {HTMLVideoElement} */ (byId("devices-video"));

/** @param {DeviceKind} kind */
const choices = (kind) => /** @type {HTMLSelectElement} */ (byId(`choose-${kind}`));

/** @param {string} flag */
const box = (flag) => /** @type {HTMLInputElement} */ (byId(`set-${flag}`));
