/** The calls of the past: who, when, how long, how it ended; and whom to call back. */

import { byId, clone, onPress, part, setAttribute, setName, setText, show } from "./dom.js";
import { keyed } from "./keyed.js";
import { labelled } from "./labels.js";
import { when } from "./times.js";
import { rest } from "./title.js";
import { names, sayings } from "./words.js";
import { pastCall } from "./words-calls.js";

/**
 * @typedef {import("../history.js").PastCall} PastCall
 * @typedef {import("../history.js").Past} Past
 * @typedef {import("../people.js").People} People
 * @typedef {import("./person-menu.js").OpenMenu} OpenMenu
 */

/**
 * @param {import("../call.js").Call} call
 * @param {import("../history.js").History} history
 * @param {People} people
 * @param {(title: string, detail: string, yes: string, action: () => void) => void} confirm
 * @param {OpenMenu} openMenu
 */
export function mountRecentCalls(call, history, people, confirm, openMenu) {
  const list = byId("past-list");
  const title = document.title;

  function paint() {
    const { calls, unseen } = history.past;
    const rows = described(calls, people);
    keyed(list, rows, {
      key: (row) => row.past.id,
      make: (row) => made(row.past, call, history, openMenu),
      update,
    });
    show(list, calls.length > 0);
    show(byId("past-empty"), calls.length === 0);
    show(byId("past-clear"), calls.length > 0);
    setText(byId("past-empty"), sayings.noCalls);
    paintBadges(unseen);
    rest(unseen > 0 ? `(${unseen}) ${title}` : title);
  }

  history.subscribe(paint);
  people.subscribe(paint);
  onPress(byId("past-clear"), () => {
    const { title: question, detail, yes } = sayings.clearing;
    confirm(question, detail, yes, () => void history.clear());
  });
  watchLooking(history);
}

/** @typedef {{past: PastCall, name: string, when: string, named: string, newest: boolean, reachable: boolean}} Row */

/** @param {PastCall[]} calls newest first @param {People} people @returns {Row[]} */
function described(calls, people) {
  const label = labelled(calls.flatMap(({ person }) => (person ? [person] : [])));
  const contacts = new Set(people.listing.contacts.map(({ username }) => username));
  /** @type {Set<string>} */
  const met = new Set();
  const apart = numbered();
  return calls.map((past) => {
    const username = past.person?.username ?? "";
    const newest = !met.has(username);
    met.add(username);
    const name = past.person ? label(past.person) : sayings.deletedPerson;
    const moment = when(new Date(past.placed_at));
    return {
      past,
      name,
      when: moment,
      named: apart(name, moment),
      newest,
      reachable: contacts.has(username),
    };
  });
}

/** Tells calls of the same minute with the same person apart: each control is named once. */
function numbered() {
  /** @type {Map<string, number>} */
  const counts = new Map();
  return (/** @type {string} */ name, /** @type {string} */ moment) => {
    const count = (counts.get(`${name}, ${moment}`) ?? 0) + 1;
    counts.set(`${name}, ${moment}`, count);
    return count === 1 ? moment : sayings.sameMinute(moment, count);
  };
}

/** @param {PastCall} past @param {import("../call.js").Call} call @param {import("../history.js").History} history @param {OpenMenu} openMenu */
function made(past, call, history, openMenu) {
  const row = clone("past-row");
  const { person, id, media } = past;
  if (person) {
    onPress(part(row, "back"), () => call.place(person.username, person.name, media));
    onPress(part(row, "about"), () => openMenu(person, part(row, "about"), false));
  }
  onPress(part(row, "forget"), () => void history.remove(id));
  return row;
}

/** @param {HTMLElement} row @param {Row} described */
function update(row, { past, name, when: moment, named, newest, reachable }) {
  setText(part(row, "name"), name);
  setText(part(row, "line"), pastCall(past));
  const time = part(row, "when");
  setText(time, moment);
  setAttribute(time, "datetime", past.placed_at);
  setAttribute(row, "data-kind", past.missed ? "missed" : past.direction);
  setAttribute(row, "data-media", past.media);
  row.toggleAttribute("data-new", past.missed && !past.seen);
  // Only the newest call with somebody has the plain name: each control is named once.
  setName(part(row, "back"), newest ? names.callBack(name) : `${names.callBack(name)}, ${named}`);
  setName(part(row, "forget"), names.forget(name, named));
  setName(part(row, "about"), newest ? names.about(name) : `${names.about(name)}, ${named}`);
  show(part(row, "back"), reachable);
  show(part(row, "about"), !reachable && past.person !== null); // who is no contact any more can still be reported
}

/** @param {number} unseen */
function paintBadges(unseen) {
  const tab = byId("tab-calls");
  show(byId("past-badge"), unseen > 0);
  show(part(tab, "badge"), unseen > 0);
  setText(byId("past-badge"), unseen > 0 ? sayings.newMissed(unseen) : "");
  setText(part(tab, "count"), String(unseen));
}

/** How long somebody has to be at the page with the list in view before missed calls count as seen. */
const LOOK_MS = 2500;

/**
 * The list is looked at when it is in view while somebody moves, presses or types on the page.
 * @param {import("../history.js").History} history
 */
function watchLooking(history) {
  let inView = false;
  let lastSign = Number.NEGATIVE_INFINITY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const looking = () => inView && history.past.unseen > 0 && document.visibilityState === "visible";
  const look = () => {
    if (timer !== undefined || !looking() || performance.now() - lastSign > LOOK_MS) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (looking()) void history.markSeen();
    }, LOOK_MS);
  };
  new IntersectionObserver(([entry]) => {
    inView = entry.isIntersecting;
    look();
  }).observe(byId("past-list"));
  const sign = () => {
    lastSign = performance.now();
    look();
  };
  for (const one of ["pointermove", "click", "keydown", "wheel"])
    document.addEventListener(one, sign, { passive: true });
}
