/** The stage while nothing goes on: a greeting, and the first steps of somebody new. */

import { byId, onPress, part, setText, show } from "./dom.js";
import { greeting, sayings } from "./words.js";

/**
 * @param {import("../call.js").Call} call
 * @param {import("../people.js").People} people
 * @param {{user: {username: string, name: string}}} config
 * @param {{focus(): void}} ask
 */
export function mountIdle(call, people, config, ask) {
  setText(byId("greeting"), greeting(new Date(), config.user.name));
  onPress(byId("copy"), () => void copyName(config.user.username));
  onPress(byId("first-add"), () => {
    byId("tab-people").click();
    ask.focus();
  });
  const paint = () => paintAdvice(people.listing.contacts, call.state);
  people.subscribe(() => {
    paintFirstSteps(people.listing.contacts.length === 0);
    paint();
  });
  return { render: paint };
}

/** @param {import("../people.js").Person[]} contacts @param {import("../call-state.js").State} state */
function paintAdvice(contacts, { presence, link }) {
  const anybody = contacts.some(({ username }) => (presence[username] ?? "offline") !== "offline");
  if (contacts.length === 0) return setText(byId("advice"), sayings.firstSteps);
  setText(byId("advice"), anybody || link.status !== "online" ? sayings.choose : sayings.nobodyOnline);
}

/** The check of camera and microphone is one of the first steps, then a thing of its own. @param {boolean} first */
function paintFirstSteps(first) {
  const card = byId("first");
  show(card, first);
  byId("app").toggleAttribute("data-first", first);
  const home = first ? byId("first-try") : byId("idle");
  const check = byId("check");
  if (check.parentElement === home) return;
  if (first) home.append(check);
  else card.after(check);
}

/** @param {string} username */
async function copyName(username) {
  const words = part(byId("copy"), "words");
  if (await copied(username)) setText(words, sayings.copied);
  else getSelection()?.selectAllChildren(byId("own-name"));
  setTimeout(() => setText(words, sayings.copy), 2000);
}

/** The clipboard is for secure pages, and may be refused: then the name is selected, to be copied by hand. @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
