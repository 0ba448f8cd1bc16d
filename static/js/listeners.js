/**
 * Who wants to hear of one thing.
 *
 * @template {unknown[]} T
 */
export class Listeners {
  /** @type {Set<(...news: T) => void>} */
  #listeners = new Set();

  /** @param {(...news: T) => void} listener @returns {() => void} takes it away */
  add(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @param {T} news */
  tell(...news) {
    for (const listener of this.#listeners) listener(...news);
  }
}
