/**
 * The safety codes of a call, one for each epoch: makes them, says over the connection what the offerer shows, and ends
 * the call where a certificate or a commitment is not what it was.
 */

import { EpochSafety } from "./epoch-safety.js";

/**
 * `none`: the other program has no part in it. `compared`: this page's person said that the two codes match; never
 * anything that a program found out.
 * @typedef {{state: "waiting" | "none"}
 *   | {state: "ready", code: import("./code.js").Code, compared: boolean}} SafetyView
 */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export class SafetyRoom {
  #upkeep;
  /** The exchange's turn in which the nonce was shown, and whose. @type {{turn: number, of: EpochSafety | null}} */
  #shown = { turn: 0, of: null };
  /** The epoch whose codes the person compared. @type {EpochSafety | null} */
  #compared = null;
  /** What the page says now. @type {{of: EpochSafety | null, view: SafetyView}} */
  #said = { of: null, view: { state: "waiting" } };

  /** @param {Pick<import("../upkeep.js").Upkeep, "exchange" | "connections" | "giveUp" | "dispatch">} upkeep */
  constructor(upkeep) {
    this.#upkeep = upkeep;
    upkeep.exchange.on("safety", ({ epoch, nonce }) => this.#heard(epoch, nonce));
    upkeep.exchange.subscribe(() => this.#follow());
  }

  /** For a connection that is being made. @type {(about: Parameters<import("./epoch-safety.js").MakeSafety>[0]) => EpochSafety} */
  begin({ call, epoch, offers, own, other }) {
    const find = () => {
      const them = other();
      // A page on plain http has no digests, and no camera either.
      if (!own || !them.device || !UUID.test(call) || !globalThis.crypto?.subtle) return null;
      return { call, epoch, offerer: offers ? own : them, answerer: offers ? them : own };
    };
    return new EpochSafety(find, offers, () => this.#follow());
  }

  /** The person read the codes to the other one: they are the same. */
  match() {
    this.#compared = this.#current;
    this.#follow();
  }

  /** They are not: somebody is between the two, and the call is over. */
  differ() {
    this.#upkeep.giveUp("codes_differ");
  }

  get #current() {
    return this.#upkeep.connections.current?.safety ?? null;
  }

  /** @param {number} epoch @param {string} nonce */
  #heard(epoch, nonce) {
    const { current } = this.#upkeep.connections;
    if (current?.epoch === epoch) void current.safety?.revealed(nonce);
  }

  /** The present connection, its safety or the line to the other page changed. */
  #follow() {
    const current = this.#current;
    if (!current) return;
    if (current.safety.state === "broken") return this.#upkeep.giveUp("unsafe");
    this.#reveal(current);
    const view = this.#viewOf(current);
    if (this.#said.of === current && same(this.#said.view, view)) return;
    this.#said = { of: current, view };
    this.#upkeep.dispatch({ type: "safety", safety: view });
  }

  /** Again at the beginning of every channel: the other page may have been away. @param {EpochSafety} current */
  #reveal(current) {
    const { exchange, connections } = this.#upkeep;
    const again = this.#shown.of === current && this.#shown.turn === exchange.turn;
    if (current.reveal === null || exchange.line !== "open" || again) return;
    this.#shown = { turn: exchange.turn, of: current };
    exchange.sendNow("safety", { epoch: connections.current?.epoch, nonce: current.reveal });
  }

  /** @param {EpochSafety} current @returns {SafetyView} */
  #viewOf(current) {
    const { safety } = current;
    if (safety.state === "ready") return { ...safety, compared: this.#compared === current };
    return { state: safety.state === "none" || this.#upkeep.exchange.line === "mute" ? "none" : "waiting" };
  }
}

/** @param {SafetyView} one @param {SafetyView} other */
function same(one, other) {
  if (one.state !== "ready" || other.state !== "ready") return one.state === other.state;
  return one.compared === other.compared && one.code === other.code;
}
