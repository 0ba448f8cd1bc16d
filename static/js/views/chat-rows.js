/** What was written and sent, one row each. Whatever the other side wrote is text, and nothing else. */

import { pieces } from "../chat/links.js";
import { clone, onPress, part, setAttribute, setName, setText, show } from "./dom.js";
import { makeFileRow, paintFileRow } from "./file-rows.js";
import { keyed } from "./keyed.js";
import { timeOf } from "./times.js";
import { chat as words } from "./words-chat.js";

/**
 * @typedef {import("../chat/room.js").ChatRoom} ChatRoom
 * @typedef {import("../chat/room.js").Entry} Entry
 * @typedef {import("../chat/room.js").Text} Text
 */

const SAID_MS = 2_000;

/** @param {HTMLElement} list @param {ChatRoom} room @param {string} name of the other person */
export function paintEntries(list, room, name) {
  keyed(list, room.entries, {
    key: (entry) => entry.key,
    make: (entry) => made(entry, room, name),
    update: (row, entry) => {
      if (entry.kind === "file") paintFileRow(row, entry, room, name);
      else setText(part(row, "fate"), entry.mine ? words.fates[room.fate(entry)] : "");
    },
  });
}

/** @param {Entry} entry @param {ChatRoom} room @param {string} name */
function made(entry, room, name) {
  const row = entry.kind === "text" ? makeText(entry) : makeFileRow(entry, room);
  const when = /** @type {HTMLTimeElement} */ (part(row, "when"));
  when.dateTime = new Date(entry.at).toISOString();
  setText(when, timeOf(new Date(entry.at)));
  setAttribute(row, "data-mine", String(entry.mine));
  setText(part(row, "who"), entry.mine ? words.you : words.from(name));
  return row;
}

/** @param {Text} entry */
function makeText(entry) {
  const row = clone("chat-row");
  part(row, "text").append(...pieces(entry.text).map(node));
  const copy = part(row, "copy");
  setName(copy, words.copy(entry.text.slice(0, 60)));
  onPress(copy, () => void copyText(entry.text, row));
  return row;
}

/** @param {import("../chat/links.js").Piece} piece @returns {Node} */
function node({ text, href }) {
  if (href === null) return document.createTextNode(text);
  const link = document.createElement("a");
  link.href = href;
  link.target = "_blank"; // the call goes on in this page
  link.rel = "noopener noreferrer nofollow";
  link.textContent = text;
  return link;
}

/** @param {string} text @param {HTMLElement} row */
async function copyText(text, row) {
  const said = await navigator.clipboard.writeText(text).then(
    () => words.copied,
    () => words.copyFailed, // no clipboard here
  );
  const copy = part(row, "copy");
  setAttribute(copy, "data-said", said);
  setTimeout(() => copy.removeAttribute("data-said"), SAID_MS);
  if (said === words.copyFailed) getSelection()?.selectAllChildren(part(row, "text"));
  show(copy, true);
}
