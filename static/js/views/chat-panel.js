/** The chat beside the call, or over it on a phone: what was written and sent, and a field for more. */

import { isLive } from "../call-state.js";
import { ChatRoom } from "../chat/room.js";
import { realClock } from "../clock.js";
import { mountComposer } from "./chat-composer.js";
import { paintEntries } from "./chat-rows.js";
import { byId, clone, onPress, part, setAttribute, setText, show } from "./dom.js";
import { mountDrop } from "./file-drop.js";
import { mountPeek } from "./peek.js";
import { chat as words } from "./words-chat.js";

/** @typedef {{toggle(): void, render(): void}} ChatPanel */

/** Nearer to the end than this is at the end: what is new is scrolled to. */
const NEAR = 60;

/**
 * @param {import("../call.js").Call} call
 * @param {(unread: number, open: boolean) => void} onchange for the button
 * @returns {Promise<ChatPanel>}
 */
export async function mountChatPanel(call, onchange) {
  const room = new ChatRoom({ exchange: call.exchange, clock: realClock });
  const panel = clone("chat-panel");
  await added(panel);
  const peek = mountPeek(() => isOpen() || toggle());
  const composer = mountComposer(panel, room);
  mountDrop(panel, room, () => isLive(call.state.call) && call.exchange.call !== null, open);

  const isOpen = () => !panel.hidden;
  const name = () => call.state.call?.peer.name ?? "";

  function open() {
    if (isOpen()) return;
    show(panel, true);
    setAttribute(byId("stage"), "data-chat", "open");
    paint();
    toEnd(part(panel, "log"));
  }

  function close() {
    show(panel, false);
    byId("stage").removeAttribute("data-chat");
    onchange(room.unread, false);
  }

  function toggle() {
    if (isOpen()) return leave();
    open();
    composer.focus();
  }

  function leave() {
    close();
    byId("chat-open").focus();
  }

  function paint() {
    if (call.exchange.call === null && isOpen()) return close();
    if (isOpen()) paintPanel(panel, room, name());
    else peek.show(room.latest, name());
    onchange(room.unread, isOpen());
  }

  onPress(part(panel, "close"), leave);
  panel.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  keepEnd(part(panel, "log"));
  room.subscribe(later(paint));
  paint();
  return { toggle, render: paint };
}

/** Its style comes with it: shown before that, it would flash. @param {HTMLElement} panel */
async function added(panel) {
  const style = /** @type {HTMLLinkElement} */ (panel.querySelector("link"));
  const styled = new Promise((resolve, reject) => {
    style.onload = resolve;
    style.onerror = () => reject(new Error("no style"));
  });
  byId("stage").append(panel);
  await styled.catch((error) => {
    panel.remove();
    throw error;
  });
}

/** @param {HTMLElement} panel @param {ChatRoom} room @param {string} name */
function paintPanel(panel, room, name) {
  const atEnd = isAtEnd(part(panel, "log"));
  setText(byId("chat-title"), words.title(name));
  setText(part(panel, "note"), words.note(name));
  const line = room.line === "open" ? "" : room.line === "away" ? words.away : words.mute(name);
  setText(part(panel, "line"), line);
  show(part(panel, "line"), line !== "");
  paintEntries(part(panel, "list"), room, name);
  if (atEnd) toEnd(part(panel, "log"));
  if (document.visibilityState === "visible") room.look();
}

/** @param {HTMLElement} log */
const isAtEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;

/** @param {HTMLElement} log */
function toEnd(log) {
  log.scrollTop = log.scrollHeight;
}

/** Also when a keyboard comes up on a phone. @param {HTMLElement} log */
function keepEnd(log) {
  let atEnd = true;
  log.addEventListener("scroll", () => {
    atEnd = isAtEnd(log);
  });
  new ResizeObserver(() => atEnd && toEnd(log)).observe(log);
}

/** Once for all that happens before the next frame: a file tells of every piece. @param {() => void} task */
function later(task) {
  let waits = false;
  return () => {
    if (waits) return;
    waits = true;
    setTimeout(() => {
      waits = false;
      task();
    }, 16);
  };
}
