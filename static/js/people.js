/**
 * The contact list, as the server tells it over HTTP: fetched, changed, kept. No DOM.
 *
 * @typedef {import("./protocol.js").Person} Person
 * @typedef {{contacts: Person[], incoming: Person[], outgoing: {username: string}[], blocked: Person[]}} Listing
 * @typedef {"accept" | "decline" | "withdraw" | "remove" | "block" | "unblock"} Verb
 * @typedef {{ok: boolean, message: string}} Answer
 */

import { requestJson } from "./request.js";

/**
 * @param {{csrf: string, people: Listing, urls: Record<string, string>}} config
 */
export function createPeople(config) {
  return new People(config);
}

export class People {
  #config;
  #listing;
  #asked = 0;
  /** @type {Set<(listing: Listing) => void>} */
  #subscribers = new Set();

  /** @param {{csrf: string, people: Listing, urls: Record<string, string>}} config */
  constructor(config) {
    this.#config = config;
    this.#listing = config.people;
  }

  get listing() {
    return this.#listing;
  }

  /** Called at once, and after every change. @param {(listing: Listing) => void} listener */
  subscribe(listener) {
    this.#subscribers.add(listener);
    listener(this.#listing);
  }

  /** Fetches the list again. */
  async refresh() {
    const turn = ++this.#asked;
    const { ok, body } = await requestJson(this.#config.urls.contacts);
    if (ok && turn === this.#asked) this.#keep(body);
  }

  /** Asks somebody to be a contact. @param {string} username */
  ask(username) {
    return this.#post(this.#config.urls.ask, { username });
  }

  /** @param {string} username @param {Verb} verb */
  act(username, verb) {
    return this.#post(`${this.#config.urls.contacts}${encodeURIComponent(username)}/${verb}/`, {});
  }

  /** @param {string} url @param {object} body @returns {Promise<Answer>} */
  async #post(url, body) {
    const turn = ++this.#asked;
    const answer = await requestJson(url, { body, csrf: this.#config.csrf });
    if (answer.ok && turn === this.#asked) this.#keep(answer.body.people);
    else if (answer.ok) await this.refresh(); // something newer was asked: the list is to be right when we return
    return { ok: answer.ok, message: answer.message };
  }

  /** @param {Listing} listing */
  #keep(listing) {
    if (JSON.stringify(listing) === JSON.stringify(this.#listing)) return;
    this.#listing = listing;
    for (const listener of this.#subscribers) listener(listing);
  }
}
