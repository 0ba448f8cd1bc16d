/**
 * This browser's side of the service worker (static/worker.js): registers it, tells when a new version of the site waits,
 * and carries what pages and worker tell each other. The only user of `navigator.serviceWorker`.
 */

import { realClock } from "../clock.js";
import { Listeners } from "../listeners.js";

/** The server has it at the root, so that all of the site is its scope. */
const ADDRESS = "/worker.js";
/** Not more often than this is the server asked for a new version. */
const ASK_MS = 60_000;

/**
 * @typedef {{type: "ring answered", action: string, call: string}} FromWorker
 * @typedef {{
 *   container?: ServiceWorkerContainer, clock?: import("../clock.js").Clock, reload?: () => void,
 * }} Options
 */

export class Shell {
  #container;
  #clock;
  #reload;
  /** @type {ServiceWorkerRegistration | null} */
  #registration = null;
  #ready = false;
  #pressed = false;
  /** @type {number | null} */
  #asked = null;
  /** @type {any} */
  #timer = null;
  /** @type {Listeners<[]>} */
  #onupdate = new Listeners();

  /** @param {Options} [options] the container is undefined on pages that are not secure */
  constructor({
    container = navigator.serviceWorker,
    clock = realClock,
    reload = () => location.reload(),
  } = {}) {
    this.#container = container;
    this.#clock = clock;
    this.#reload = reload;
  }

  /** Whether a new version of the site waits for the person's word. */
  get updateReady() {
    return this.#ready;
  }

  /** Whether this page has a worker that can show a notification. */
  get works() {
    return this.#registration !== null;
  }

  /** Without a worker the site works all the same: some browsers refuse it (private windows, certificates they do not trust). */
  async register() {
    const container = this.#container;
    if (!container || this.#registration) return;
    let controlled = container.controller !== null;
    container.addEventListener("controllerchange", () => {
      // Pressed here: now. Pressed on another page of this browser: this one still shows the old version.
      if (this.#pressed) this.#reload();
      else if (controlled) this.#tellReady();
      controlled = true;
    });
    try {
      this.#watch(await container.register(ADDRESS, { updateViaCache: "none" }));
    } catch {
      return;
    }
  }

  /** @param {() => void} listener @returns {() => void} stops it */
  onupdate(listener) {
    return this.#onupdate.add(listener);
  }

  /** Is there a new version? A page that stays open for days would not ask by itself. Too soon is put off. */
  ask() {
    if (!this.#registration || this.#timer !== null) return;
    const wait = this.#asked === null ? 0 : this.#asked + ASK_MS - this.#clock.now();
    if (wait > 0) this.#timer = this.#clock.setTimeout(() => this.#askNow(), wait);
    else this.#askNow();
  }

  #askNow() {
    this.#timer = null;
    this.#asked = this.#clock.now();
    this.#registration?.update().catch(() => undefined); // the server is away: the next time
  }

  /** The person pressed: the new version takes over, and this page is loaded again. */
  update() {
    const waiting = this.#registration?.waiting;
    this.#pressed = true;
    if (waiting) waiting.postMessage({ type: "activate" });
    else this.#reload();
  }

  /** @param {object} message */
  tell(message) {
    this.#registration?.active?.postMessage(message);
  }

  /** What the person pressed on a notification. @param {(message: FromWorker) => void} listener */
  onanswer(listener) {
    this.#container?.addEventListener(
      "message",
      ({ data }) => data?.type === "ring answered" && listener(data),
    );
    this.#container?.startMessages();
  }

  /** @param {ServiceWorkerRegistration | undefined} registration */
  #watch(registration) {
    if (!registration) return;
    this.#registration = registration;
    if (registration.waiting && registration.active) this.#tellReady();
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "installed" && registration.active) this.#tellReady();
      });
    });
  }

  #tellReady() {
    if (this.#ready) return;
    this.#ready = true;
    this.#onupdate.tell();
  }
}
