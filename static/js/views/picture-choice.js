/** *Blur background* and *Picture quality*: the part of *Sound and camera* that is about how one is shown. */

import { ability } from "../blur/able.js";
import { stepsOf } from "../picture-size.js";
import { byId, setText, show } from "./dom.js";
import { load } from "./load.js";
import { blur, quality } from "./words-picture.js";

/** @typedef {import("../device-choice.js").Quality} Quality */
/** @typedef {Promise<import("../call-state.js").MediaProblem | null>} Change */

/**
 * @param {import("../call.js").Call} call @param {import("../devices.js").Devices} devices
 * @param {(change: Change) => Promise<void>} after says how it went
 * @returns {() => void} paints
 */
export function mountPictureChoice(call, devices, after) {
  const { box, hint } = blurTick();
  const { select, field } = qualityField();
  const rows = byId("set-mirror").closest("fieldset");
  rows?.querySelector("legend")?.after(/** @type {HTMLElement} */ (box.parentElement));
  rows?.append(field);
  const camera = () => call.upkeep.own.tracks.video;

  box.addEventListener(
    "change",
    () => void after(box.checked ? blurOn(call, devices) : blurOff(call, devices)),
  );
  select.addEventListener("change", () => {
    void after(devices.set({ quality: /** @type {Quality} */ (select.value) }));
  });

  return () => {
    const by = ability(camera());
    const { choice } = devices;
    box.checked = choice.blur;
    box.disabled = by === "none" && !choice.blur;
    setText(hint, blur.by[by]);
    paintSteps(select, camera(), choice.quality);
    select.disabled = choice.saver || (choice.blur && by === "library");
  };
}

/** From the press on nobody sees the room, whatever comes of it. @param {import("../call.js").Call} call @param {import("../devices.js").Devices} devices @returns {Change} */
async function blurOn(call, devices) {
  const { own } = call.upkeep;
  const bare = own.tracks.video;
  bare?.stop();
  const problem = await devices.set({ blur: true });
  if (bare && own.tracks.video === bare) call.setCameraOff(true); // it was just being changed otherwise
  if (problem) await devices.set({ blur: true }); // now without a camera: the next one is blurred, or there is none
  return problem;
}

/** @param {import("../call.js").Call} call @param {import("../devices.js").Devices} devices @returns {Change} */
async function blurOff(call, devices) {
  const problem = await devices.set({ blur: false });
  const camera = call.upkeep.own.tracks.video;
  if (!problem)
    await load(
      () => import("../blur/room.js"),
      ({ blurOut }) => blurOut(camera),
    );
  return problem;
}

/** What the camera can do, and what was chosen, though another camera may not do it. @param {HTMLSelectElement} select @param {MediaStreamTrack | null} camera @param {Quality} chosen */
function paintSteps(select, camera, chosen) {
  const steps = stepsOf(/** @type {any} */ (camera?.getCapabilities?.()));
  const all = steps.includes(chosen) ? steps : [...steps, chosen];
  if ([...select.options].map(({ value }) => value).join() !== all.join())
    select.replaceChildren(...all.map((step) => new Option(quality.steps[step], step)));
  select.value = chosen;
  const field = /** @type {HTMLElement} */ (select.parentElement);
  show(field, all.length > 1);
}

function blurTick() {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", id: "set-blur" });
  const label = Object.assign(document.createElement("label"), { className: "tick" });
  const words = document.createElement("span");
  const hint = quiet("");
  words.append(blur.name, hint);
  label.append(box, words);
  return { box, hint };
}

function qualityField() {
  const field = Object.assign(document.createElement("div"), { className: "field" });
  const select = Object.assign(document.createElement("select"), { className: "input", id: "set-quality" });
  const label = Object.assign(document.createElement("label"), {
    className: "field__label",
    htmlFor: select.id,
    textContent: quality.name,
  });
  field.append(label, select, quiet(quality.hint));
  return { select, field };
}

/** @param {string} words */
function quiet(words) {
  return Object.assign(document.createElement("span"), { className: "quiet small", textContent: words });
}
