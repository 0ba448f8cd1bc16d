/** The technical reason of a failure, folded away, for its person to copy and hand on. */

import { onPress, part, setText, show } from "./dom.js";
import { sayings } from "./words.js";

const SAID_MS = 2000;

/** Makes the copy button of this element's details work; once for each element. @param {HTMLElement} root */
export function mountDetails(root) {
  const button = part(root, "details-copy");
  onPress(button, async () => {
    setText(button, (await copied(root)) ? sayings.copied : sayings.copyByHand);
    setTimeout(() => setText(button, sayings.copyDetails), SAID_MS);
  });
}

/** @param {HTMLElement} root @param {string[]} lines none hides them */
export function paintDetails(root, lines) {
  show(part(root, "details"), lines.length > 0);
  setText(part(root, "details-text"), lines.join("\n"));
}

/** @param {HTMLElement} root */
async function copied(root) {
  const text = part(root, "details-text");
  try {
    await navigator.clipboard.writeText(text.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(text); // no clipboard here (plain http): the person copies it
    return false;
  }
}
