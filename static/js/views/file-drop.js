/** Files that are dropped on the call, or pasted in it, are offered to the other person. */

import { byId, part, setText, show } from "./dom.js";
import { chat as words } from "./words-chat.js";

/**
 * @param {HTMLElement} panel @param {import("../chat/room.js").ChatRoom} room
 * @param {() => boolean} possible whether there is somebody to send them to
 * @param {() => void} open shows the chat, where their journey is seen
 */
export function mountDrop(panel, room, possible, open) {
  const stage = byId("stage");
  const sign = part(panel, "drop");
  stage.append(sign); // over the whole call

  const offer = (/** @type {DataTransfer | null} */ data) => {
    const files = [...(data?.files ?? [])];
    if (files.length === 0 || !possible()) return false;
    open();
    room.offer(files);
    return true;
  };
  // Anywhere on the page: what is dropped beside the call would be opened in its place, and end it.
  document.addEventListener("dragover", (event) => {
    if (!possible() || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    setText(sign, words.drop(byId("call-name").textContent ?? ""));
    show(sign, true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) show(sign, false);
  });
  document.addEventListener("drop", (event) => {
    show(sign, false);
    if (offer(event.dataTransfer)) event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    // What is copied in an office program is words, with a picture of them beside.
    if (event.clipboardData?.types.includes("text/plain")) return;
    if (offer(event.clipboardData)) event.preventDefault();
  });
}
