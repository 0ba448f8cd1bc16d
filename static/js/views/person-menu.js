/**
 * What can be done with a contact besides calling, or about somebody who asks to be one: a menu by the picture, and
 * a question before it is done.
 */

import { rightToLeft } from "../gettext.js";
import { confirm } from "./confirm.js";
import { byId, onPress, part, setText, show } from "./dom.js";
import { confirming, menu } from "./words.js";

/**
 * @typedef {import("../people.js").Person} Person
 * @typedef {import("../people.js").Verb} Verb
 * @typedef {(person: Person, button: HTMLElement, listed?: boolean) => void} OpenMenu `listed`: a contact
 */

/** @param {(username: string, verb: Verb) => void} act @returns {OpenMenu} */
export function mountPersonMenu(act) {
  const box = byId("person-menu");
  /** @type {Person} */
  let about = { username: "", name: "" };
  for (const verb of /** @type {const} */ (["remove", "block"]))
    onPress(part(box, verb), () => {
      box.hidePopover();
      const { username, name } = about;
      const { title, detail, yes } = confirming(verb, name);
      confirm(title, detail, yes, () => act(username, verb));
    });
  return (person, button, listed = true) => {
    about = person;
    setText(part(box, "name"), person.name);
    setText(part(box, "username"), person.username);
    const link = /** @type {HTMLAnchorElement} */ (part(box, "about"));
    link.href = `/contacts/${person.username}/about/`;
    show(part(box, "remove"), listed);
    setText(part(box, "remove-words"), menu.remove(person.name));
    setText(part(box, "block-words"), menu.block(person.name));
    box.showPopover();
    placeBy(box, button);
    part(box, listed ? "remove" : "about").focus();
  };
}

/** Below the button, or above it where there is no room. @param {HTMLElement} box @param {HTMLElement} button */
function placeBy(box, button) {
  const by = button.getBoundingClientRect();
  const below = by.bottom + 4 + box.offsetHeight <= innerHeight;
  const top = below ? by.bottom + 4 : by.top - 4 - box.offsetHeight;
  box.style.top = `${Math.max(8, top)}px`;
  const along = rightToLeft ? by.right - box.offsetWidth : by.left;
  box.style.left = `${Math.max(8, Math.min(along, innerWidth - box.offsetWidth - 8))}px`;
}
