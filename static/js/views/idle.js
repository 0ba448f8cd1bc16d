/** The stage while nothing goes on: a greeting, and the first steps of somebody new. */

import { byId, setText, show } from "./dom.js";
import { load } from "./load.js";
import { greeting, sayings } from "./words.js";

/**
 * @param {import("../call.js").Call} call
 * @param {import("../people.js").People} people
 * @param {Pick<import("../config.js").LiveConfig, "user" | "echo" | "urls">} config
 * @param {{focus(): void}} ask
 */
export function mountIdle(call, people, config, ask) {
  const card = byId("first");
  const echo = () => people.listing.contacts.find(({ username }) => username === config.echo);
  /** Nobody is there but the contact that answers at any hour. */
  const isFirst = () => people.listing.contacts.length === (echo() ? 1 : 0);
  let asked = false;

  const paint = () => paintAdvice(people.listing.contacts, call.state, isFirst());
  const add = () => {
    byId("tab-people").click();
    ask.focus();
  };
  const callEcho = () => {
    const { username = "", name = "" } = echo() ?? {};
    void call.place(username, name, "video");
  };
  /** @param {typeof import("./first-run.js")} firstRun */
  const fill = async ({ fillFirstRun }) => {
    const newcomer = { username: config.user.username, home: config.urls.home, echo: Boolean(echo()) };
    await fillFirstRun(card, newcomer, { add, callEcho });
    paintFirst();
  };
  const paintFirst = () => {
    byId("app").toggleAttribute("data-first", isFirst());
    if (isFirst() && !asked) {
      asked = true;
      void load(() => import("./first-run.js"), fill);
    }
    const filled = isFirst() && card.childElementCount > 0;
    show(card, filled);
    placeCheck(filled ? byId("first-try") : null, card);
  };

  setText(byId("greeting"), greeting(new Date(), config.user.name));
  people.subscribe(() => {
    paintFirst();
    paint();
  });
  return { render: paint };
}

/** @param {import("../people.js").Person[]} contacts @param {import("../call-state.js").State} state @param {boolean} first */
function paintAdvice(contacts, { presence, link }, first) {
  const anybody = contacts.some(({ username }) => (presence[username] ?? "offline") !== "offline");
  if (first) return setText(byId("advice"), sayings.firstSteps);
  setText(byId("advice"), anybody || link.status !== "online" ? sayings.choose : sayings.nobodyOnline);
}

/** The check of camera and microphone is one of the first steps, then a thing of its own. @param {HTMLElement | null} step @param {HTMLElement} card */
function placeCheck(step, card) {
  const check = byId("check");
  if (step && check.parentElement !== step) step.append(check);
  if (!step && check.previousElementSibling !== card) card.after(check);
}
