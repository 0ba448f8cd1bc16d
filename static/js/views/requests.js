/** Requests to and from others, and the people one has blocked. */

import { byId, clone, onPress, paintAvatar, part, setName, setText, show } from "./dom.js";
import { keyed } from "./keyed.js";
import { labelled } from "./labels.js";
import { names, sayings } from "./words.js";

/**
 * @typedef {import("../people.js").Person} Person
 * @typedef {import("../people.js").Verb} Verb
 * @typedef {(username: string, verb: Verb) => void} Act
 * @typedef {import("./person-menu.js").OpenMenu} OpenMenu
 */

/** @param {import("../people.js").People} people @param {Act} act @param {OpenMenu} openMenu */
export function mountRequests(people, act, openMenu) {
  people.subscribe((listing) => {
    const sent = listing.outgoing.map(({ username }) => ({ username, name: username, sent: true }));
    const got = listing.incoming.map((person) => ({ ...person, sent: false }));
    paintRequests([...got, ...sent], act, openMenu);
    paintBlocked(listing.blocked, act);
  });
}

/** @param {(Person & {sent: boolean})[]} requests @param {Act} act @param {OpenMenu} openMenu */
function paintRequests(requests, act, openMenu) {
  const group = byId("requests");
  const label = labelled(requests.filter((one) => !one.sent));
  show(group, requests.length > 0);
  keyed(part(group, "list"), requests, {
    key: ({ sent, username }) => `${sent ? "to" : "from"} ${username}`,
    make: (request) => (request.sent ? sentRow(request, act) : gotRow(request, act, openMenu)),
    update: (row, request) => paintRow(row, request, request.sent ? request.name : label(request)),
  });
}

/** @param {HTMLElement} row @param {Person & {sent: boolean}} request @param {string} label */
function paintRow(row, request, label) {
  paintAvatar(part(row, "avatar"), request);
  setText(part(row, "name"), label);
  setText(part(row, "line"), request.sent ? sayings.requestSent : sayings.wantsYou);
  if (request.sent) return setName(part(row, "withdraw"), names.withdraw(label));
  setName(part(row, "more"), names.about(label));
  setName(part(row, "accept"), names.accept(label));
  setName(part(row, "decline"), names.decline(label));
}

/** @param {Person} person @param {Act} act @param {OpenMenu} openMenu */
function gotRow({ username }, act, openMenu) {
  const row = clone("incoming-row");
  onPress(part(row, "more"), () => {
    const name = part(row, "name").textContent ?? "";
    openMenu({ username, name }, part(row, "more"), false);
  });
  onPress(part(row, "accept"), () => act(username, "accept"));
  onPress(part(row, "decline"), () => act(username, "decline"));
  return row;
}

/** @param {Person} person @param {Act} act */
function sentRow({ username }, act) {
  const row = clone("outgoing-row");
  onPress(part(row, "withdraw"), () => act(username, "withdraw"));
  return row;
}

/** @param {Person[]} blocked @param {Act} act */
function paintBlocked(blocked, act) {
  const group = byId("blocked");
  const label = labelled(blocked);
  show(group, blocked.length > 0);
  keyed(part(group, "list"), blocked, {
    key: ({ username }) => username,
    make: ({ username }) => {
      const row = clone("blocked-row");
      onPress(part(row, "unblock"), () => act(username, "unblock"));
      return row;
    },
    update: (row, person) => {
      paintAvatar(part(row, "avatar"), person);
      setText(part(row, "name"), label(person));
      setName(part(row, "unblock"), names.unblock(label(person)));
    },
  });
}
