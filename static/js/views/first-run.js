/**
 * From a new account to the first call: one's own name to pass on, a name to add, something to try at once. Loaded for
 * those who have nobody on their list yet.
 */

import { byId, onPress, setText } from "./dom.js";
import { loadStyle } from "./style-sheet.js";
import { first as words } from "./words-first-run.js";

const STYLE = import.meta.resolve("../../css/first-run.css");
const SAID_MS = 2_000;

/**
 * @typedef {{username: string, echo: boolean, home: string}} Newcomer echo: whether there is the contact that answers at any hour
 * @typedef {{add(): void, callEcho(): void}} Steps
 */

/**
 * Fills the card, once. The check of camera and microphone goes into its last step, #first-try.
 * @param {HTMLElement} card @param {Newcomer} newcomer @param {Steps} steps
 */
export async function fillFirstRun(card, newcomer, steps) {
  await loadStyle(STYLE);
  const list = made("ol", "first__steps");
  list.setAttribute("role", "list");
  list.append(nameStep(newcomer), addStep(steps));
  if (newcomer.echo) list.append(echoStep(steps));
  const check = step(words.check);
  check.id = "first-try";
  list.append(check);
  card.replaceChildren(list);
}

/** @param {Newcomer} newcomer */
function nameStep({ username, home }) {
  const item = step(words.name);
  const name = made("code", "", username);
  name.id = "own-name";
  const copy = button("copy", words.copy);
  onPress(copy, () => void copied(username, copy, words.copy, name));
  const link = new URL(`${home}?add=${encodeURIComponent(username)}`, location.href).href;
  const shares = typeof navigator.share === "function";
  const pass = button("send", shares ? words.share : words.copyLink);
  onPress(pass, () => (shares ? void shared(username, link) : void copied(link, pass, words.copyLink, name)));
  const row = made("p", "first__name");
  row.append(name, copy, pass);
  item.append(row);
  return item;
}

/** @param {Steps} steps */
function addStep({ add }) {
  const item = step(words.add);
  const type = button("user-plus", words.type);
  onPress(type, add);
  item.append(type);
  return item;
}

/** @param {Steps} steps */
function echoStep({ callEcho }) {
  const item = step(words.echo);
  const call = button("video", words.callEcho);
  onPress(call, callEcho);
  item.append(call);
  return item;
}

/** The system's own sheet. Closing it is an answer too. @param {string} username @param {string} url */
async function shared(username, url) {
  try {
    await navigator.share({ text: words.invitation(username), url });
  } catch {
    // put away, or refused
  }
}

/**
 * The clipboard is for secure pages, and may be refused: then the name is selected, to be copied by hand.
 * @param {string} text @param {HTMLElement} pressed @param {string} said what stands on it @param {HTMLElement} name
 */
async function copied(text, pressed, said, name) {
  const label = /** @type {HTMLElement} */ (pressed.lastElementChild);
  try {
    await navigator.clipboard.writeText(text);
    setText(label, words.copied);
  } catch {
    getSelection()?.selectAllChildren(name);
  }
  setTimeout(() => setText(label, said), SAID_MS);
}

/** @param {{title: string, detail: string}} words */
function step({ title, detail }) {
  const item = made("li");
  item.append(made("h3", "", title), made("p", "quiet", detail));
  return item;
}

/** @param {string} icon @param {string} text */
function button(icon, text) {
  const element = made("button", "button");
  element.setAttribute("type", "button");
  element.append(iconOf(icon), made("span", "", text));
  return element;
}

/** One of the page's icons, drawn from where its others are. @param {string} name */
function iconOf(name) {
  const icon = /** @type {Element} */ (byId("check-start").querySelector(".icon")?.cloneNode(true));
  const use = /** @type {Element} */ (icon.firstElementChild);
  use.setAttribute("href", `${use.getAttribute("href")?.split("#")[0]}#${name}`);
  return icon;
}

/** @param {string} tag @param {string} [className] @param {string} [text] */
function made(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
