/** Signals that came before the call_state that makes sense of them; kept until then. */

/** So many are kept. */
const LIMIT = 64;

/**
 * @typedef {import("./protocol.js").RelayedSignal} RelayedSignal
 * @typedef {{call: string, epoch: number}} Address
 */

export class EarlySignals {
  /** @type {RelayedSignal[]} */
  #kept = [];

  /** @param {RelayedSignal} signal */
  keep(signal) {
    this.#kept = [...this.#kept, signal].slice(-LIMIT);
  }

  /** Those of this epoch, in the order they came; older ones are forgotten. @param {Address} address @returns {RelayedSignal[]} */
  take({ call, epoch }) {
    const kept = this.#kept;
    this.#kept = kept.filter((one) => one.call === call && one.epoch > epoch);
    return kept.filter((one) => one.call === call && one.epoch === epoch);
  }

  clear() {
    this.#kept = [];
  }
}

/** @param {import("./protocol.js").ServerMessage} message @returns {message is RelayedSignal} whether it is for the peer connections */
export function isSignal(message) {
  const { channel } = message;
  return channel === "webrtc_offer" || channel === "webrtc_answer" || channel === "webrtc_ice_candidate";
}

/** What the peer needs of it. @param {RelayedSignal} signal @returns {import("./peer.js").PeerMessage} */
export function unwrapped(signal) {
  switch (signal.channel) {
    case "webrtc_offer":
      return { offer: signal.offer };
    case "webrtc_answer":
      return { answer: signal.answer };
    case "webrtc_ice_candidate":
      return { candidates: signal.candidates };
  }
}

/** What goes over the wire. @param {Address} address @param {import("./peer.js").PeerMessage} message @returns {import("./protocol.js").Signal} */
export function wrapped({ call, epoch }, message) {
  if ("offer" in message) return { channel: "webrtc_offer", call, epoch, offer: message.offer };
  if ("answer" in message) return { channel: "webrtc_answer", call, epoch, answer: message.answer };
  const candidates = message.candidates.filter((one) => one !== null);
  return { channel: "webrtc_ice_candidate", call, epoch, candidates };
}
