/**
 * The calls of the past, as the server tells them over HTTP: fetched, marked seen, deleted. No DOM.
 *
 * @typedef {{
 *   id: string, person: {username: string, name: string} | null, direction: "outgoing" | "incoming",
 *   media: "video" | "voice", outcome: string, missed: boolean, seen: boolean, placed_at: string,
 *   seconds: number | null,
 * }} PastCall
 * @typedef {{calls: PastCall[], unseen: number}} Past
 */

import { requestJson } from "./request.js";

/** @param {{csrf: string, history: Past, urls: Record<string, string>}} config */
export function createHistory(config) {
  return new History(config);
}

export class History {
  #config;
  #past;
  #asked = 0;
  /** @type {Set<(past: Past) => void>} */
  #subscribers = new Set();

  /** @param {{csrf: string, history: Past, urls: Record<string, string>}} config */
  constructor(config) {
    this.#config = config;
    this.#past = config.history;
  }

  get past() {
    return this.#past;
  }

  /** Called at once, and after every change. @param {(past: Past) => void} listener */
  subscribe(listener) {
    this.#subscribers.add(listener);
    listener(this.#past);
  }

  /** Fetches the list again. */
  refresh() {
    return this.#request(this.#config.urls.history);
  }

  /** The person has looked: nothing is new any more. */
  markSeen() {
    return this.#request(this.#config.urls.seen, {});
  }

  /** @param {string} id */
  remove(id) {
    return this.#request(`${this.#config.urls.history}${encodeURIComponent(id)}/delete/`, {});
  }

  /** Deletes the whole list. */
  clear() {
    return this.#request(this.#config.urls.clear, {});
  }

  /** @param {string} url @param {object} [body] @returns {Promise<boolean>} whether the server did it */
  async #request(url, body) {
    const turn = ++this.#asked;
    const answer = await requestJson(url, { body, csrf: this.#config.csrf });
    if (answer.ok && turn === this.#asked) this.#keep(answer.body);
    return answer.ok;
  }

  /** @param {Past} past */
  #keep(past) {
    if (JSON.stringify(past) === JSON.stringify(this.#past)) return;
    this.#past = past;
    for (const listener of this.#subscribers) listener(past);
  }
}
