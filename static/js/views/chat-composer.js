/** Where one writes: Enter sends, Shift and Enter begins a new line, files are chosen or pasted. */

import { LONGEST_TEXT } from "../channel/envelope.js";
import { onPress, part, setText, show } from "./dom.js";
import { chat as words } from "./words-chat.js";

/** @param {HTMLElement} panel @param {import("../chat/room.js").ChatRoom} room */
export function mountComposer(panel, room) {
  const text = /** @type {HTMLTextAreaElement} */ (part(panel, "text"));
  const form = /** @type {HTMLFormElement} */ (part(panel, "form"));
  const picker = /** @type {HTMLInputElement} */ (part(panel, "files"));
  text.maxLength = LONGEST_TEXT;
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (room.say(text.value)) text.value = "";
    else complain(panel);
    text.focus();
  });
  onPress(part(panel, "attach"), () => picker.click());
  picker.addEventListener("change", () => {
    room.offer(picker.files ?? []);
    picker.value = "";
  });
  return { focus: () => text.focus({ preventScroll: true }) };
}

/** @param {HTMLElement} panel */
function complain(panel) {
  setText(part(panel, "line"), words.full);
  show(part(panel, "line"), true);
}
