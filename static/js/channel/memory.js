/** What was said in a call, over one's own page being loaded again; never longer than the call. */

/** @typedef {Pick<import("../page.js").Page, "takeExchange" | "keepExchange" | "onhide">} Keeper */

export class Memory {
  /** From before, until it is known whether its call goes on. @type {any} */
  #stored;
  /** What was found of the present call, and what gives it anew. @type {Record<string, any>} */
  #found = {};
  /** @type {Map<string, () => unknown>} */
  #givers = new Map();
  /** Stops keeping. */
  close;

  /** @param {Keeper} page @param {() => {call: string} | null} compose of the present call */
  constructor(page, compose) {
    this.#stored = page.takeExchange();
    this.close = page.onhide(() => page.keepExchange(this.#composed(compose()) ?? this.#stored));
  }

  /** @param {string} name @returns {any} what was kept of the present call */
  found(name) {
    return this.#found[name] ?? null;
  }

  /** @param {string} name @param {() => unknown} give */
  keep(name, give) {
    this.#givers.set(name, give);
  }

  /** What there is of a call that begins or goes on; anything else is forgotten. @param {string | null} call @returns {any} */
  recall(call) {
    const kept = this.#stored?.call === call ? this.#stored : null;
    this.#stored = null;
    this.#found = kept?.parts ?? {};
    return kept;
  }

  /** These are the calls there are. @param {string[]} calls */
  settle(calls) {
    if (!calls.includes(this.#stored?.call)) this.#stored = null;
  }

  /** @param {{call: string} | null} exchange */
  #composed(exchange) {
    if (!exchange) return null;
    const given = [...this.#givers].map(([name, give]) => [name, give()]);
    return { ...exchange, parts: { ...this.#found, ...Object.fromEntries(given) } };
  }
}
