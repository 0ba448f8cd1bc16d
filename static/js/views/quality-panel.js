/** The connection in numbers, and over the last minutes. Loaded when it is opened. */

import { byId, setAttribute, setText } from "./dom.js";
import { mountPanel, openPanel } from "./panel.js";
import { qualityLines, rate } from "./words-quality.js";

/** @typedef {import("../link-quality.js").Measure} Measure */

const [WIDE, HIGH] = [300, 80];
/** The plot's full width. */
const SHOWN_MS = 300_000;

/** @type {HTMLDialogElement | null} */
let panel = null;

export function openQuality() {
  panel ??= mountPanel("qualities");
  openPanel(panel, true);
}

/** @param {Measure[]} past oldest first */
export function drawQuality(past) {
  const now = past.at(-1);
  if (!panel?.open || !now || past.length < 2) return; // data a second is known from the second look on
  for (const [id, words] of Object.entries(qualityLines(now))) setText(byId(id), words);
  const top = Math.max(100, ...past.flatMap(({ sent, received }) => [sent.kbps, received.kbps]));
  setText(byId("quality-top"), rate(top));
  for (const way of /** @type {const} */ (["received", "sent"]))
    setAttribute(
      byId(`plot-${way}`),
      "points",
      line(past, now.at, ({ [way]: { kbps } }) => kbps / top),
    );
  setAttribute(byId("plot-loss"), "points", line(past, now.at, lost));
}

/** A tenth of everything lost is the plot's full height. @param {Measure} one */
const lost = ({ sent, received }) => Math.min(1, Math.max(sent.loss ?? 0, received.loss ?? 0) * 10);

/** @param {Measure[]} past @param {number} now @param {(one: Measure) => number} height 0 to 1 */
function line(past, now, height) {
  return past
    .map(
      (one) =>
        `${(WIDE * (1 - (now - one.at) / SHOWN_MS)).toFixed(1)},${(HIGH * (1 - height(one))).toFixed(1)}`,
    )
    .join(" ");
}
