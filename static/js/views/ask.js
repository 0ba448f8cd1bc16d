/** One field that searches the contacts while typing and asks somebody new. */

import { byId, setAttribute, setText } from "./dom.js";
import { sayings } from "./words.js";
import { requestFailure } from "./words-failures.js";

const GOOD_NEWS_MS = 10_000;

/**
 * @param {import("../people.js").People} people
 * @param {{filter(text: string): void, first(): HTMLElement | null}} contacts
 */
export function mountAsk(people, contacts) {
  const form = byId("ask");
  const field = /** @type {HTMLInputElement} */ (byId("ask-name"));

  field.addEventListener("input", () => {
    form.toggleAttribute("data-typed", field.value.trim() !== "");
    say("", false);
    contacts.filter(field.value);
  });
  // Enter on a name that is in the list goes to that person; only the button asks then.
  field.addEventListener("keydown", (event) => {
    const found = event.key === "Enter" && !event.isComposing ? contacts.first() : null;
    if (!found) return;
    event.preventDefault();
    found.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(people, field, () => clear(form, field, contacts));
  });
  return { focus: () => field.focus() };
}

/** @param {import("../people.js").People} people @param {HTMLInputElement} field @param {() => void} done */
async function ask(people, field, done) {
  const username = field.value.trim();
  if (!username) {
    say(sayings.typeName, false);
    return field.focus();
  }
  const { ok, message } = await people.ask(username);
  if (ok && field.value.trim() === username) done();
  if (!ok) field.focus();
  say(ok ? message : requestFailure(message), !ok);
}

/** @param {HTMLElement} form @param {HTMLInputElement} field @param {{filter(text: string): void}} contacts */
function clear(form, field, contacts) {
  field.value = "";
  form.removeAttribute("data-typed");
  contacts.filter("");
}

/** @param {string} text @param {boolean} wrong */
function say(text, wrong) {
  sayAnswer(text, wrong);
  setAttribute(byId("ask-name"), "aria-invalid", String(wrong));
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

/** The server's answer to what was done with a person; good news leave after a while. @param {string} text @param {boolean} wrong */
export function sayAnswer(text, wrong) {
  const answer = byId("ask-answer");
  setText(answer, text);
  answer.classList.toggle("error", wrong);
  clearTimeout(fading);
  if (text && !wrong) fading = setTimeout(() => setText(answer, ""), GOOD_NEWS_MS);
}
