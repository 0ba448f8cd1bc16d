/**
 * Small, careful writing to the page: nothing is touched that is already right, so that focus, selection
 * and screen readers stay where they are.
 */

/** The element with this id, which the template has. @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}

/** Whether this page has it: not every one has every part. @param {string} id */
export const hasId = (id) => document.getElementById(id) !== null;

/** @param {Element} root @param {string} name @returns {HTMLElement} the element with data-part="name" */
export function part(root, name) {
  const element = root.querySelector(`[data-part="${name}"]`);
  if (!(element instanceof HTMLElement)) throw new Error(`There is no part "${name}".`);
  return element;
}

/** A copy of the one element of a <template>. @param {string} id @returns {HTMLElement} */
export function clone(id) {
  const template = /** @type {HTMLTemplateElement} */ (byId(id));
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/** @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Element} element @param {string} name @param {string} value */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The accessible name, and the tooltip of a control without visible words. @param {Element} element @param {string} name */
export function setName(element, name) {
  setAttribute(element, "aria-label", name);
  if (element.matches(".button--icon")) setAttribute(element, "title", name);
}

/** @param {HTMLElement} element @param {boolean} visible */
export function show(element, visible) {
  if (element.hidden === visible) element.hidden = !visible;
}

/**
 * Does a thing when the element is pressed. A button that shows before its script has come is disabled in the
 * page, so that no press is lost, and enabled here. @param {Element} element @param {(event: Event) => void} action
 */
export function onPress(element, action) {
  element.addEventListener("click", action);
  element.removeAttribute("disabled");
}

/** A person's picture, or the initials and the colour that stand for them. @param {HTMLElement} avatar @param {{username: string, name: string, picture?: string}} person */
export function paintAvatar(avatar, { username, name, picture = "" }) {
  setText(part(avatar, "initials"), initials(name));
  setAttribute(avatar, "data-hue", String(hue(username)));
  const shown = avatar.querySelector("img");
  if ((shown?.getAttribute("src") ?? "") === picture) return;
  shown?.remove();
  if (!picture) return;
  const image = new Image();
  image.src = picture;
  image.alt = "";
  image.onerror = () => show(image, false); // the initials are behind it
  avatar.append(image);
}

/** @param {string} name */
function initials(name) {
  const parts = name.split(/[\s._-]+/u).filter(Boolean);
  const named = parts.filter((word) => /^\p{L}/u.test(word));
  const words = named.length > 0 ? named : parts;
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters
    .map((word) => [...word][0])
    .join("")
    .toLocaleUpperCase();
}

/** @param {string} username @returns {number} 0 to 7 */
function hue(username) {
  let sum = 7;
  for (const letter of username.toLowerCase()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % 8;
}
