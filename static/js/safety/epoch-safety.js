/**
 * How the two pages of an epoch come to one safety code (code.js), whoever relays their words.
 *
 *     offerer                                answerer
 *     commitment, with the offer         →
 *                                        ←   nonce, with the answer
 *     nonce, over the connection itself  →   is it what was committed to?
 *
 * The offerer freezes the first answer before it shows its nonce, and the answerer saw the commitment before it gave
 * its own: so nobody in the middle can try nonces until the two codes happen to match. Later descriptions of the
 * epoch have to name the same two certificates.
 */

import { commitment, isEqual, NONCE_BYTES, safetyCode } from "./code.js";
import { fingerprintOf } from "./fingerprint.js";

/**
 * @typedef {import("./code.js").Context} Context
 * @typedef {"no fingerprint" | "certificate changed" | "commitment broken"} Broken
 * @typedef {{local: string, remote: string}} Applied the two descriptions, as the connection has them
 * @typedef {{state: "waiting" | "none"} | {state: "ready", code: import("./code.js").Code}
 *   | {state: "broken", why: Broken}} Safety none: the other program has no part in it
 */

export class EpochSafety {
  #context;
  #nonce;
  #onchange;
  /** @type {Safety} */
  #safety = { state: "waiting" };
  /** The offerer's, as hexadecimal digits: what this page sent, or was sent. @type {string | null} */
  #commitment = null;
  /** The answerer's of the first answer, whatever comes later. @type {Uint8Array | null} */
  #answererNonce = null;
  /** Of the first pair of descriptions. @type {{local: Uint8Array, remote: Uint8Array} | null} */
  #fingerprints = null;

  /** @param {Context} context @param {(safety: Safety) => void} onchange @param {Uint8Array} [nonce] fresh for each epoch */
  constructor(context, onchange, nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))) {
    this.#context = context;
    this.#onchange = onchange;
    this.#nonce = nonce;
  }

  /** @returns {Safety} */
  get safety() {
    return this.#safety;
  }

  /** Goes with every offer before the first answer. @param {string} local the offer @returns {Promise<string | null>} */
  async commit(local) {
    const fingerprint = fingerprintOf(local);
    if (!fingerprint) return this.#break("no fingerprint");
    this.#commitment ??= hex(await commitment(this.#context, fingerprint, this.#nonce));
    return this.#commitment;
  }

  /** The first offer came. @param {unknown} committed what went with it @returns {string | null} what goes with the answer */
  offered(committed) {
    if (this.#commitment === null && !isHex(committed)) return this.#none();
    this.#commitment ??= /** @type {string} */ (committed);
    this.#answererNonce = this.#nonce;
    return hex(this.#nonce);
  }

  /** The first answer was applied. @param {unknown} nonce what went with it @param {Applied} applied @returns {Promise<string | null>} what is to be shown now, over the connection */
  async answered(nonce, applied) {
    if (this.#answererNonce) return hex(this.#nonce);
    if (!isHex(nonce)) return this.#none();
    this.#answererNonce = bytes(/** @type {string} */ (nonce));
    if (!this.applied(applied)) return null;
    await this.#finish({ offerer: this.#nonce, answerer: this.#answererNonce }, "local");
    return hex(this.#nonce);
  }

  /** The offerer showed its nonce. @param {unknown} nonce @param {Applied} applied */
  async revealed(nonce, applied) {
    if (this.#safety.state !== "waiting" || !this.#answererNonce || !this.applied(applied)) return;
    const shown = isHex(nonce) ? bytes(/** @type {string} */ (nonce)) : null;
    const { remote } = /** @type {{remote: Uint8Array}} */ (this.#fingerprints);
    const right = shown && hex(await commitment(this.#context, remote, shown));
    if (!shown || right !== this.#commitment) return void this.#break("commitment broken");
    await this.#finish({ offerer: shown, answerer: this.#answererNonce }, "remote");
  }

  /** Descriptions of this epoch were applied. @param {Applied} applied @returns {boolean} whether all is well */
  applied({ local, remote }) {
    const [mine, theirs] = [fingerprintOf(local), fingerprintOf(remote)];
    this.#fingerprints ??= mine && theirs && { local: mine, remote: theirs };
    const first = this.#fingerprints;
    if (!mine || !theirs || !first) this.#break("no fingerprint");
    else if (!isEqual(first.local, mine) || !isEqual(first.remote, theirs))
      this.#break("certificate changed");
    return this.#safety.state !== "broken";
  }

  /** @param {{offerer: Uint8Array, answerer: Uint8Array}} nonces @param {"local" | "remote"} offerers */
  async #finish(nonces, offerers) {
    const { local, remote } = /** @type {{local: Uint8Array, remote: Uint8Array}} */ (this.#fingerprints);
    const fingerprints =
      offerers === "local" ? { offerer: local, answerer: remote } : { offerer: remote, answerer: local };
    const code = await safetyCode(this.#context, fingerprints, nonces);
    if (this.#safety.state === "waiting") this.#put({ state: "ready", code });
  }

  #none() {
    if (this.#safety.state === "waiting") this.#put({ state: "none" });
    return null;
  }

  /** @param {Broken} why */
  #break(why) {
    if (this.#safety.state !== "broken") this.#put({ state: "broken", why });
    return null;
  }

  /** @param {Safety} safety */
  #put(safety) {
    this.#safety = safety;
    this.#onchange(safety);
  }
}

/** @param {unknown} text 32 bytes */
const isHex = (text) => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);

/** @param {Uint8Array} some */
const hex = (some) => Array.from(some, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} digits */
const bytes = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
