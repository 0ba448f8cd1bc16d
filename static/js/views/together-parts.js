/** What the things done together in a call are made of on the page: menu items, lasting marks, a word for a moment. */

import { byId, onPress, part, setAttribute, setText, show } from "./dom.js";

const ICONS = import.meta.resolve("../../img/icons-together.svg");
const STYLES = [
  import.meta.resolve("../../css/together.css"),
  import.meta.resolve("../../css/reactions.css"),
];
const SVG = "http://www.w3.org/2000/svg";
/** A word is read in so long. */
const TOLD_MS = 7_000;
/** Browsers read what is saved within this. */
export const SAVED_MS = 60_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let telling;

/** Their style, and where they are shown; nothing is there before the style is. */
export async function furnish() {
  if (document.getElementById("marks")) return;
  await Promise.all(STYLES.map(styled));
  const marks = element("div", "marks");
  marks.id = "marks";
  marks.ariaLive = "polite";
  const told = element("div", "hints together-told");
  told.ariaLive = "polite";
  const word = element("p", "hint");
  word.id = "together-word";
  word.hidden = true;
  word.append(words());
  told.append(word);
  byId("call").append(marks);
  byId("stage").append(told); // also when the call is over
}

/** @param {string} href */
async function styled(href) {
  const style = document.createElement("link");
  Object.assign(style, { rel: "stylesheet", href });
  await new Promise((resolve, reject) => {
    style.onload = resolve;
    style.onerror = () => reject(new Error("no style"));
    document.head.append(style);
  }).catch((error) => {
    style.remove();
    throw error;
  });
}

/** @param {string} tag @param {string} className @returns {HTMLElement} */
export function element(tag, className) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

/** @param {string} className @param {() => void} action @returns {HTMLButtonElement} */
export function button(className, action) {
  const made = /** @type {HTMLButtonElement} */ (element("button", className));
  made.type = "button";
  onPress(made, action);
  return made;
}

/** @param {string} name of img/icons-together.svg */
function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

function words() {
  const span = element("span", "");
  span.dataset.part = "words";
  return span;
}

/**
 * One more of *More options*, before how the call is looked at.
 * @param {string} id @param {string} picture @param {() => void} action
 * @returns {(words: string) => void} names it
 */
export function menuItem(id, picture, action) {
  const menu = byId("call-menu");
  const item = button("menu__item", () => {
    menu.hidePopover();
    action();
  });
  item.id = id;
  item.append(icon(picture), words());
  if (!menu.querySelector(".call-menu__line--together"))
    menu
      .querySelector(".call-menu__line")
      ?.before(element("hr", "call-menu__line call-menu__line--together"));
  menu.querySelector(".call-menu__line:not(.call-menu__line--together)")?.before(item);
  return (name) => setText(part(item, "words"), name);
}

/**
 * A question that somebody has to answer, or leaves open. It does not take the focus: a key that was meant for the chat must not
 * allow anything.
 * @param {string} id @param {{title: string, detail: string, yes: string, no: string}} words @param {(yes: boolean) => void} answer
 * @returns {() => void} takes it away
 */
export function question(id, { title, detail, yes, no }, answer) {
  document.getElementById(id)?.remove();
  const card = element("section", "question");
  card.id = id;
  card.ariaLabel = title;
  const [asked, more, next] = [
    element("h3", "question__title"),
    element("p", "small"),
    element("p", "question__next"),
  ];
  asked.textContent = title;
  more.textContent = detail;
  const said = (/** @type {boolean} */ it) => () => {
    card.remove();
    byId("call").focus({ preventScroll: true });
    answer(it);
  };
  const [refuse, allow] = [button("button", said(false)), button("button button--primary", said(true))];
  refuse.textContent = no;
  allow.textContent = yes;
  next.append(refuse, allow);
  card.append(asked, more, next);
  byId("marks").prepend(card);
  return () => card.remove();
}

/**
 * Stays over the picture for as long as it is so.
 * @param {string} id @param {string} picture @param {(() => void) | null} action what its button does
 */
export function mark(id, picture, action) {
  const box = element("p", "mark");
  box.id = id;
  box.append(icon(picture), words());
  const act = action && button("button mark__do", action);
  if (act) box.append(act);
  return {
    /** @param {string | null} text null: it is not so @param {string} [word] on its button @param {string} [name] its whole name */
    show(text, word, name) {
      if (text === null) return box.remove();
      setText(part(box, "words"), text);
      if (act && word) {
        setText(act, word);
        setAttribute(act, "aria-label", name ?? word);
      }
      if (!box.isConnected) byId("marks").append(box);
    },
  };
}

/** Says it above the controls, for a moment. @param {string} text */
export function tell(text) {
  const word = byId("together-word");
  setText(part(word, "words"), text);
  show(word, true);
  clearTimeout(telling);
  telling = setTimeout(() => show(word, false), TOLD_MS);
}

/** @param {Blob} file @param {string} name */
export function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_MS);
}

/** For a file's name, in the device's own time: 2026-11-23 14.02.05. @param {Date} moment */
export function stamp(moment) {
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  return `${day} ${[moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(".")}`;
}
