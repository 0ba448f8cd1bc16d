/** The safety code of the call, to be read to each other. Loaded when it is opened. */

import { isLive } from "../call-state.js";
import { byId, onPress, setText, show } from "./dom.js";
import { mountPanel, openPanel } from "./panel.js";
import { loadStyle } from "./style-sheet.js";
import { notLoadedInTime, PICTURES, safetyWords } from "./words-safety.js";

/** @type {HTMLDialogElement | null} */
let panel = null;

/** @param {import("../call.js").Call} call */
export async function openSafety(call) {
  panel ??= await mount(call);
  paint(call);
  openPanel(panel, true);
}

/** @param {import("../call.js").Call} call */
async function mount(call) {
  const room = await call.upkeep.safety();
  await loadStyle(import.meta.resolve("../../css/safety.css"));
  onPress(byId("safety-match"), () => {
    room?.match();
    byId("safety-title").focus(); // the buttons are gone
  });
  onPress(byId("safety-differ"), () => room?.differ());
  call.subscribe(() => paint(call));
  return mountPanel("safety");
}

/** @param {import("../call.js").Call} call */
function paint({ state, upkeep }) {
  const { call } = state;
  if (!isLive(call)) return panel?.close();
  const { safety, peer } = call;
  const ready = safety.state === "ready";
  // The connection does not wait for long for the part that makes the code (main.js).
  const without = call.phase === "connected" && upkeep.connections.current?.safety === null;
  setText(byId("safety-words"), without ? notLoadedInTime() : safetyWords(safety, peer.name));
  show(byId("safety-code"), ready);
  show(byId("safety-answers"), ready && !safety.compared);
  if (!ready) return;
  setText(byId("safety-numbers"), safety.code.numbers.join(" "));
  if (byId("safety-pictures").dataset.of === String(safety.code.pictures)) return;
  byId("safety-pictures").dataset.of = String(safety.code.pictures);
  byId("safety-pictures").replaceChildren(...safety.code.pictures.map(pictureOf));
}

/** @param {number} number */
function pictureOf(number) {
  const [picture, name] = PICTURES[number];
  const item = document.createElement("li");
  for (const [text, part] of /** @type {const} */ ([
    [picture, "picture"],
    [name, "name"],
  ])) {
    const span = document.createElement("span");
    span.className = `code__${part}`;
    span.textContent = text;
    if (part === "picture") span.ariaHidden = "true"; // its name is said
    item.append(span);
  }
  return item;
}
