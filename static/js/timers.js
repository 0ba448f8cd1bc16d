/**
 * A few timers by name, at most one of each.
 *
 * @template {string} Name
 */
export class Timers {
  #clock;
  /** @type {Map<Name, any>} */
  #running = new Map();

  /** @param {import("./clock.js").Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** @param {Name} name @param {number} ms @param {() => void} task */
  start(name, ms, task) {
    this.stop(name);
    const run = () => {
      this.#running.delete(name);
      task();
    };
    this.#running.set(name, this.#clock.setTimeout(run, ms));
  }

  /** @param {Name} name */
  runs(name) {
    return this.#running.has(name);
  }

  /** @param {Name} name */
  stop(name) {
    this.#clock.clearTimeout(this.#running.get(name));
    this.#running.delete(name);
  }

  stopAll() {
    for (const name of [...this.#running.keys()]) this.stop(name);
  }
}
