/**
 * The page's surroundings: its address, its sessionStorage, its coming and going. Injected from the composition
 * roots, so that everything else runs without a browser.
 */

/**
 * @typedef {import("./protocol.js").MediaKind} MediaKind
 * @typedef {{device: string, resume: string}} Identity
 * @typedef {{call: string, media: MediaKind, muted: boolean, cameraOff: boolean, sharing?: boolean}} OwnChoice how one takes part in a call
 * @typedef {{call: string, media: MediaKind, at: number}} Intent an accept pressed on another page of the site
 */

const IDENTITY = "videocall.device";
const INTENT = "videocall.intent";
const CHOICE = "videocall.call";
const EXCHANGE = "videocall.exchange";
/** A page that is loaded again lets go of its lock as it goes; a copy of it, which stays, does not. */
const LOCK_MS = 300;
/** An accept older than this is not followed: nobody waits for it any more. */
const INTENT_MS = 30_000;

export class Page {
  #urls;
  /** The call this page was opened for (/calls/<id>/), or null. @type {string | null} */
  callId;

  /** @param {{home: string, call: string | null}} options the address of the live page */
  constructor({ home, call }) {
    this.#urls = { home };
    this.callId = call;
  }

  /** The socket's address, for a path of this site. @param {string} path */
  static socketUrl(path) {
    const url = new URL(path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return url.href;
  }

  /**
   * Of two tabs with the same identity (a tab was duplicated while it had it in its storage) the first one is that
   * device, and the other becomes one of its own. To be waited for before takeIdentity().
   */
  async claimIdentity() {
    const device = read(IDENTITY)?.device;
    // Web Locks are for secure pages; on others both would be the same device, and the later one would replace the first.
    if (typeof device !== "string" || !navigator.locks) return;
    if (!(await lockForLife(`videocall.device.${device}`))) put(IDENTITY, null);
  }

  /**
   * Which device this page was before it was loaded again. Taken out at once, and put back only when the page
   * goes: so a tab duplicated while it shows this page becomes a device of its own.
   * @returns {Identity | null}
   */
  takeIdentity() {
    const identity = take(IDENTITY);
    return typeof identity?.device === "string" && typeof identity.resume === "string" ? identity : null;
  }

  /** @param {Identity | null} identity */
  keepIdentity(identity) {
    put(IDENTITY, identity);
  }

  /** @param {OwnChoice | null} choice */
  remember(choice) {
    put(CHOICE, choice);
  }

  /** How one took part in this call before the page was loaded again. @param {string} call @returns {OwnChoice | null} */
  recall(call) {
    const choice = read(CHOICE);
    return choice?.call === call ? choice : null;
  }

  /** What was said in a call before the page was loaded again; once, as for takeIdentity(). @returns {any} */
  takeExchange() {
    return take(EXCHANGE);
  }

  /** For a page that is loaded again, and no other. @param {{call: string} | null} exchange */
  keepExchange(exchange) {
    put(EXCHANGE, exchange);
  }

  /** @returns {Intent | null} once: it is gone afterwards */
  takeIntent() {
    const intent = take(INTENT);
    const fresh = typeof intent?.at === "number" && Date.now() - intent.at < INTENT_MS;
    return fresh && typeof intent.call === "string" && ["video", "voice"].includes(intent.media)
      ? intent
      : null;
  }

  /** Goes to the live page, which answers the call there. @param {string} call @param {MediaKind} media */
  acceptOnLivePage(call, media) {
    put(INTENT, { call, media, at: Date.now() });
    location.assign(this.#callUrl(call));
  }

  /** The address says which call the page is in, so that a reload comes back to it. @param {string | null} call */
  showCall(call) {
    this.callId = call;
    const url = call === null ? this.#urls.home : this.#callUrl(call);
    if (location.pathname !== url) history.replaceState(null, "", url);
  }

  /** The page is seen again or the network is back. @param {() => void} task @returns {() => void} stops listening */
  onreturn(task) {
    const seen = (/** @type {Event} */ event) => {
      if (/** @type {Document} */ (event.target).visibilityState === "visible") task();
    };
    return listen([
      ["online", task],
      ["pageshow", task],
      ["visibilitychange", seen],
    ]);
  }

  /** The page goes away (or is kept for *back*). @param {() => void} task @returns {() => void} stops listening */
  onhide(task) {
    return listen([["pagehide", task]]);
  }

  /** The network is back. @param {() => void} task @returns {() => void} stops listening */
  ononline(task) {
    return listen([["online", task]]);
  }

  /** @param {string} call */
  #callUrl(call) {
    return `${this.#urls.home}calls/${encodeURIComponent(call)}/`;
  }
}

/** @param {string} name @returns {Promise<boolean>} whether this page holds the lock, until it goes */
function lockForLife(name) {
  return new Promise((resolve) => {
    const held = () => {
      resolve(true);
      return new Promise((gone) => addEventListener("pagehide", gone, { once: true }));
    };
    navigator.locks.request(name, { signal: AbortSignal.timeout(LOCK_MS) }, held).catch(() => resolve(false));
  });
}

/** @param {[string, (event: Event) => void][]} pairs @returns {() => void} */
function listen(pairs) {
  for (const [name, task] of pairs) addEventListener(name, task);
  return () => {
    for (const [name, task] of pairs) removeEventListener(name, task);
  };
}

/** @param {string} key @returns {any} */
function read(key) {
  try {
    const value = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return typeof value === "object" ? value : null;
  } catch {
    return null; // blocked storage, or somebody else's value
  }
}

/** @param {string} key @returns {any} */
function take(key) {
  const value = read(key);
  put(key, null);
  return value;
}

/** @param {string} key @param {object | null} value */
function put(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is blocked: the page then comes back as a new device.
  }
}
