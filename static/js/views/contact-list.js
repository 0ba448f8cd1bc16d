/** The contacts: who is there, how they are to be reached, what was last between you. */

import { byId, clone, onPress, paintAvatar, part, setAttribute, setName, setText, show } from "./dom.js";
import { keyed } from "./keyed.js";
import { labelled } from "./labels.js";
import { when } from "./times.js";
import { names, presence as presenceWords, sayings } from "./words.js";

/**
 * @typedef {import("../people.js").Person} Person
 * @typedef {import("../protocol.js").PresenceState} PresenceState
 * @typedef {import("../call-state.js").State} State
 */

/**
 * @param {import("../call.js").Call} call
 * @param {import("../people.js").People} people
 * @param {import("../history.js").History} history
 * @param {import("./person-menu.js").OpenMenu} openMenu
 */
export function mountContacts(call, people, history, openMenu) {
  const list = byId("contacts");
  let typed = "";

  function paint() {
    const contacts = sorted(people.listing.contacts);
    const label = labelled(contacts);
    keyed(list, contacts, {
      key: (person) => person.username,
      make: (person) => made(person, call, openMenu),
      update: (row, person) => update(row, person, label(person)),
    });
    paintEmpty(contacts, typed);
  }

  /** @param {HTMLElement} row @param {Person} person @param {string} label */
  function update(row, person, label) {
    const presence = call.state.presence[person.username] ?? "offline";
    paintAvatar(part(row, "avatar"), person);
    setText(part(row, "name"), label);
    setName(part(row, "voice"), names.voice(label));
    setName(part(row, "video"), names.video(label));
    setName(part(row, "more"), names.about(label));
    setAttribute(row, "data-presence", presence);
    paintLine(row, presence, lastBetween(person, history.past.calls));
    show(row, matches(person, typed));
  }

  people.subscribe(paint);
  history.subscribe(paint);
  return {
    render: remade(paint),
    /** Shows only people whose name contains this. @param {string} text */
    filter(text) {
      typed = text;
      paint();
    },
    /** Goes to a person whose request was just accepted, if the button pressed for it is gone. @param {string} username */
    focusIfLost(username) {
      const lost = document.activeElement === document.body || document.activeElement === byId("people");
      const row = [...list.children].find((one) => /** @type {HTMLElement} */ (one).dataset.key === username);
      if (lost && row) part(row, "video").focus();
    },
    /** The first person shown, for Enter in the search field; null when none. */
    first: () =>
      /** @type {HTMLElement | null} */ (
        typed ? list.querySelector("li:not([hidden]) [data-part='video']") : null
      ),
  };
}

/** Paints only when what the list shows of the state has changed. @param {() => void} paint @returns {(state: State) => void} */
function remade(paint) {
  /** @type {unknown} */
  let seen = null;
  return ({ presence }) => {
    if (presence === seen) return;
    seen = presence;
    paint();
  };
}

/** @param {Person} person @param {import("../call.js").Call} call @param {import("./person-menu.js").OpenMenu} openMenu */
function made(person, call, openMenu) {
  const row = clone("contact-row");
  onPress(part(row, "voice"), () => call.place(person.username, nameIn(row), "voice"));
  onPress(part(row, "video"), () => call.place(person.username, nameIn(row), "video"));
  onPress(part(row, "more"), () =>
    openMenu({ username: person.username, name: nameIn(row) }, part(row, "more")),
  );
  return row;
}

/** @param {HTMLElement} row */
const nameIn = (row) => part(row, "name").textContent ?? "";

/** @param {Person[]} contacts */
function sorted(contacts) {
  return [...contacts].sort(
    (one, other) => one.name.localeCompare(other.name) || one.username.localeCompare(other.username),
  );
}

/** @param {Person} person @param {string} typed */
function matches({ username, name }, typed) {
  const wanted = typed.trim().toLocaleLowerCase();
  return name.toLocaleLowerCase().includes(wanted) || username.toLowerCase().includes(wanted);
}

/** @param {Person[]} contacts @param {string} typed */
function paintEmpty(contacts, typed) {
  const empty = byId("contacts-empty");
  const found = contacts.some((person) => matches(person, typed));
  show(empty, !found);
  if (typed.trim()) setText(empty, sayings.noMatch(typed.trim()));
  else setText(empty, sayings.inviting);
}

/**
 * A helpful line: a new missed call, or when you last talked; the presence in words is always there for
 * screen readers, and shown where there is nothing better to say.
 * @param {HTMLElement} row @param {PresenceState} presence @param {{text: string, missed: boolean}} last
 */
function paintLine(row, presence, last) {
  const line = presence === "in_call" && !last.missed ? "" : last.text;
  const words = part(row, "presence");
  setText(words, line ? `${presenceWords[presence]}. ` : presenceWords[presence]);
  words.classList.toggle("visually-hidden", line !== "");
  setText(part(row, "line"), line);
  row.toggleAttribute("data-missed", last.missed);
}

/** @param {Person} person @param {import("../history.js").PastCall[]} calls newest first */
function lastBetween({ username }, calls) {
  const ours = calls.filter((one) => one.person?.username === username);
  const missed = ours.find((one) => one.missed && !one.seen);
  if (missed) return { text: sayings.missedAt(when(new Date(missed.placed_at))), missed: true };
  const talked = ours.find((one) => one.seconds !== null);
  if (!talked) return { text: "", missed: false };
  return { text: sayings.lastTalked(new Date(talked.placed_at)), missed: false };
}
