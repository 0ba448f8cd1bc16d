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

import { commitment, NONCE_BYTES, safetyCode } from "./code.js";
import { fingerprintOf, fingerprintsOf } from "./fingerprint.js";

/**
 * @typedef {import("./code.js").Context} Context
 * @typedef {import("./code.js").End} End
 * @typedef {(about: {call: string, epoch: number, offers: boolean, own: End | null, other: () => End}) =>
 *   Promise<EpochSafety | null>} MakeSafety null: it could not be loaded
 * @typedef {"no fingerprint" | "certificate changed" | "commitment broken"} Broken
 * @typedef {{local: string, remote: string}} Applied the two descriptions, as the connection has them
 * @typedef {{state: "waiting" | "none"} | {state: "ready", code: import("./code.js").Code}
 *   | {state: "broken", why: Broken}} Safety none: the other program has no part in it
 */

export class EpochSafety {
  #find;
  /** Who the two are: settled with the first offer. @type {Context | null} */
  #context = null;
  #offers;
  #nonce;
  #onchange;
  /** @type {Safety} */
  #safety = { state: "waiting" };
  /** The offerer's, as hexadecimal digits: what this page sent, or was sent. @type {string | null} */
  #commitment = null;
  /** The answerer's of the first answer, whatever comes later. @type {Uint8Array | null} */
  #answererNonce = null;
  /** Of the first pair of descriptions: all fingerprints, and those the code is made of. @type {Applied | null} */
  #seen = null;
  /** @type {{local: Uint8Array, remote: Uint8Array} | null} */
  #fingerprints = null;
  /** What the offerer says over the connection, once the answer is frozen. @type {string | null} */
  reveal = null;

  /**
   * @param {() => Context | null} find asked with the first offer: the caller does not know before who answers.
   *   null: there will be no code, but certificates are watched all the same
   * @param {boolean} offers whether this page is the offerer @param {(safety: Safety) => void} onchange
   * @param {Uint8Array} [nonce] fresh for each epoch
   */
  constructor(find, offers, onchange, nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))) {
    this.#find = find;
    this.#offers = offers;
    this.#onchange = onchange;
    this.#nonce = nonce;
  }

  /** @returns {Safety} */
  get safety() {
    return this.#safety;
  }

  /** What goes with an offer of ours; nothing with those of the answerer. @param {string} local the offer @returns {Promise<string | undefined>} */
  async commit(local) {
    const fingerprint = fingerprintOf(local);
    const context = this.#offers ? this.#settle() : null;
    if (!context || !fingerprint) return undefined;
    this.#commitment ??= hex(await commitment(context, fingerprint, this.#nonce));
    return this.#commitment;
  }

  /** An offer came. @param {unknown} committed what went with it @returns {string | undefined} what goes with the answer */
  offered(committed) {
    if (this.#offers || !this.#settle()) return undefined;
    if (this.#commitment === null && !isHex(committed)) return this.#none();
    this.#commitment ??= /** @type {string} */ (committed);
    this.#answererNonce = this.#nonce;
    return hex(this.#nonce);
  }

  /** An answer was applied. @param {unknown} nonce what went with it @param {Applied} applied */
  async answered(nonce, applied) {
    if (!this.applied(applied) || this.#commitment === null || !this.#offers || this.#answererNonce) return;
    if (!isHex(nonce) || !this.#fingerprints) return void this.#none();
    this.#answererNonce = bytes(/** @type {string} */ (nonce));
    this.reveal = hex(this.#nonce);
    await this.#finish({ offerer: this.#nonce, answerer: this.#answererNonce });
  }

  /** The offerer showed its nonce. @param {unknown} nonce */
  async revealed(nonce) {
    const { state } = this.#safety;
    if (this.#offers || state !== "waiting" || !this.#context || !this.#answererNonce || !this.#fingerprints)
      return;
    const shown = isHex(nonce) ? bytes(/** @type {string} */ (nonce)) : null;
    const right = shown && hex(await commitment(this.#context, this.#fingerprints.remote, shown));
    if (!shown || right !== this.#commitment) this.#break("commitment broken");
    else await this.#finish({ offerer: shown, answerer: this.#answererNonce });
  }

  /** Descriptions of this epoch were applied. @param {Applied} applied @returns {boolean} whether all is well */
  applied({ local, remote }) {
    const seen = { local: fingerprintsOf(local), remote: fingerprintsOf(remote) };
    this.#seen ??= seen;
    const first = this.#seen;
    if (!seen.local || !seen.remote) this.#break("no fingerprint");
    else if (first.local !== seen.local || first.remote !== seen.remote) this.#break("certificate changed");
    const [mine, theirs] = [fingerprintOf(local), fingerprintOf(remote)];
    if (mine && theirs) this.#fingerprints ??= { local: mine, remote: theirs };
    else this.#none();
    return this.#safety.state !== "broken";
  }

  /** @param {{offerer: Uint8Array, answerer: Uint8Array}} nonces */
  async #finish(nonces) {
    const { local, remote } = /** @type {{local: Uint8Array, remote: Uint8Array}} */ (this.#fingerprints);
    const fingerprints = this.#offers
      ? { offerer: local, answerer: remote }
      : { offerer: remote, answerer: local };
    const code = await safetyCode(/** @type {Context} */ (this.#context), fingerprints, nonces);
    if (this.#safety.state === "waiting") this.#put({ state: "ready", code });
  }

  #settle() {
    this.#context ??= this.#find();
    if (!this.#context) this.#none();
    return this.#context;
  }

  #none() {
    if (this.#safety.state === "waiting") this.#put({ state: "none" });
    return undefined;
  }

  /** @param {Broken} why */
  #break(why) {
    if (this.#safety.state !== "broken") this.#put({ state: "broken", why });
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
