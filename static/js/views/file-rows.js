/** A file in the chat: asked about, on its way, or how it ended. */

import { chooseSink } from "../files/sinks.js";
import { clone, onPress, part, setName, setText, show } from "./dom.js";
import { receivedResults, sentResults, sizeOf, files as words } from "./words-chat.js";

/**
 * @typedef {import("../chat/room.js").ChatRoom} ChatRoom
 * @typedef {import("../chat/room.js").Sending} Sending
 * @typedef {import("../files/transfers.js").Transfer} Transfer
 */

/** @param {Sending} entry @param {ChatRoom} room */
export function makeFileRow(entry, room) {
  const row = clone("file-row");
  setText(part(row, "name"), entry.name);
  setName(part(row, "accept"), words.accept(entry.name));
  setName(part(row, "save"), words.saveName(entry.name));
  setText(part(row, "save"), words.save);
  setName(part(row, "progress"), words.progress(entry.name));
  onPress(part(row, "accept"), () => void accept(entry, room));
  onPress(part(row, "cancel"), () => room.cancel(entry));
  return row;
}

/** @param {HTMLElement} row @param {Sending} entry @param {ChatRoom} room @param {string} name of the other person */
export function paintFileRow(row, entry, room, name) {
  const transfer = room.transfer(entry);
  setText(part(row, "state"), state(entry, transfer, room.line === "open", name));
  const stage = transfer?.stage ?? "ended";
  paintProgress(/** @type {HTMLProgressElement} */ (part(row, "progress")), stage, transfer);
  const asked = stage === "offered" && !entry.mine;
  const blob = transfer && "blob" in transfer ? transfer.blob : null;
  show(part(row, "accept"), asked);
  show(part(row, "cancel"), stage !== "ended");
  setText(part(row, "cancel"), asked ? words.decline : words.cancel);
  setName(part(row, "cancel"), asked ? words.declineName(entry.name) : words.cancelName(entry.name));
  if (blob) leadTo(/** @type {HTMLAnchorElement} */ (part(row, "save")), blob, entry.name);
  show(part(row, "save"), blob !== null);
  show(part(row, "next"), stage !== "ended" || blob !== null);
}

/** @param {Sending} entry @param {Transfer | undefined} transfer @param {boolean} open @param {string} name */
function state(entry, transfer, open, name) {
  const size = sizeOf(entry.size);
  if (transfer?.stage === "offered") return `${size} · ${entry.mine ? words.waits(name) : words.asked}`;
  if (transfer?.stage === "going") {
    const done = words.going(sizeOf(transfer.done), size);
    return open ? done : `${done} · ${words.paused}`;
  }
  const result = transfer?.result ?? entry.result ?? "lost";
  const saved = transfer && "blob" in transfer && transfer.blob;
  return `${size} · ${saved ? words.toSave : (entry.mine ? sentResults : receivedResults)[result](name)}`;
}

/** @param {HTMLProgressElement} bar @param {string} stage @param {Transfer | undefined} transfer */
function paintProgress(bar, stage, transfer) {
  show(bar, stage === "going");
  if (stage !== "going" || !transfer) return;
  bar.max = Math.max(1, transfer.size);
  bar.value = transfer.done;
}

/** @param {Sending} entry @param {ChatRoom} room */
async function accept(entry, room) {
  const mime = /** @type {any} */ (room.transfer(entry))?.mime ?? "";
  const save = (/** @type {Blob} */ blob) => leadTo(document.createElement("a"), blob, entry.name).click();
  const sink = await chooseSink(entry.name, mime, save);
  if (sink) room.accept(entry, sink);
}

/** The link downloads it; in the row, for who wants it once more. @param {HTMLAnchorElement} link @param {Blob} blob @param {string} name */
function leadTo(link, blob, name) {
  if (!link.href) link.href = URL.createObjectURL(blob);
  link.download = name;
  return link;
}
