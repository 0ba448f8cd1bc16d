/** The administration's *Connection check*: one line after the other, as they are found. */

import { byId, clone, onPress, part, setAttribute, setText, show } from "./dom.js";
import { marks } from "./words-check.js";
import { done, operatorsButtons, operatorsSaying } from "./words-operators.js";

/** @typedef {import("../check/operators-check.js").Finding} Finding */

/** Of the operator's own device: nobody else's calls fail by it. */
const OWN = new Set(["camera", "microphone"]);

/** @param {() => AsyncIterable<Finding>} examine */
export function mountOperatorsCheck(examine) {
  const button = /** @type {HTMLButtonElement} */ (byId("check-run"));
  let running = false;
  onPress(button, () => {
    if (!running) void run();
  });

  async function run() {
    running = true;
    paintButton(operatorsButtons.running, true);
    byId("check-findings").replaceChildren();
    let failed = 0;
    for await (const finding of examine()) {
      byId("check-findings").append(row(finding));
      if (finding.status === "failed" && !OWN.has(finding.subject)) failed += 1;
    }
    running = false;
    paintButton(operatorsButtons.again, false);
    setText(byId("check-summary"), done(failed));
  }

  /** It stays focusable while it works. @param {string} words @param {boolean} busy */
  function paintButton(words, busy) {
    setText(button, words);
    setAttribute(button, "aria-disabled", String(busy));
    if (busy) setText(byId("check-summary"), "");
  }
}

/** @param {Finding} finding */
function row(finding) {
  const item = clone("check-finding");
  const { title, words, todo } = operatorsSaying(finding);
  setAttribute(item, "data-status", finding.status);
  setText(part(item, "title"), title);
  setText(part(item, "mark"), marks[finding.status]);
  setText(part(item, "words"), words);
  setText(part(item, "todo"), todo);
  show(part(item, "todo"), todo !== "");
  return item;
}
