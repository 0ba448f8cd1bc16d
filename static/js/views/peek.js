/** What came last, shown for a moment over the call while the chat is closed; a press opens the chat. */

import { byId, onPress } from "./dom.js";
import { chat, files, sizeOf } from "./words-chat.js";

/** @typedef {import("../chat/room.js").Entry} Entry */

const SHOWN_MS = 8_000;
/** Longer texts are cut: the whole is in the chat. */
const LONGEST = 140;

/** @param {() => void} open */
export function mountPeek(open) {
  const box = byId("chat-peek");
  /** @type {string | null} */
  let shown = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const clear = () => {
    clearTimeout(timer);
    box.replaceChildren();
  };
  return {
    /** @param {Entry | null} entry @param {string} name */
    show(entry, name) {
      const key = entry?.key ?? null;
      if (key === shown) return;
      shown = key;
      clear();
      if (!entry) return;
      box.append(button(words(entry, name), open));
      timer = setTimeout(clear, SHOWN_MS);
    },
  };
}

/** @param {string} text @param {() => void} open */
function button(text, open) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "peek__words";
  one.textContent = text;
  onPress(one, open);
  return one;
}

/** @param {Entry} entry @param {string} name */
function words(entry, name) {
  if (entry.kind === "file") return files.offers(name, entry.name, sizeOf(entry.size));
  const text = entry.text.length > LONGEST ? `${entry.text.slice(0, LONGEST)}…` : entry.text;
  return chat.wrote(name, text);
}
