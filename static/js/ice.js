/**
 * The ICE servers for the next peer connection, and in which calls nothing but their relays may be used. Their credentials live for minutes, and the server gives them only to
 * people who ring or talk, so they are asked for then.
 */

import { realClock } from "./clock.js";

/** Without an answer by then the connection is tried without servers: better on the own network than not at all. */
const PATIENCE_MS = 2_000;

export class IceServers {
  #send;
  #clock;
  /** @type {RTCIceServer[]} */
  #servers = [];
  #freshUntil = 0;
  /** @type {((servers: RTCIceServer[]) => void)[]} */
  #waiting = [];
  /** @type {any} */
  #timer = null;
  /** Calls in which the own address is hidden from the other one. @type {Set<string>} */
  #hidden = new Set();

  /** @param {(message: {channel: "get_ice_servers"}) => boolean} send @param {import("./clock.js").Clock} clock */
  constructor(send, clock = realClock) {
    this.#send = send;
    this.#clock = clock;
  }

  /** @returns {Promise<RTCIceServer[]>} never fails; the last known ones when the server does not answer */
  servers() {
    if (this.#clock.now() < this.#freshUntil) return Promise.resolve(this.#servers);
    return new Promise((resolve) => {
      if (this.#waiting.push(resolve) === 1) this.#ask();
    });
  }

  /** Hears everything the server says. @param {import("./protocol.js").ServerMessage} message @returns {boolean} whether it was about servers */
  receive(message) {
    const calls = message.channel === "welcome" ? message.calls : [message];
    for (const one of calls) if ("relay_only" in one && one.relay_only) this.#hidden.add(one.call);
    if (message.channel !== "ice_servers") return false;
    this.#received(message);
    return true;
  }

  /** Whether the own address is hidden in this call. @param {string} call */
  hides(call) {
    return this.#hidden.has(call);
  }

  /** @param {import("./protocol.js").IceServers} message */
  #received({ ice_servers, ttl }) {
    this.#servers = ice_servers;
    this.#freshUntil = this.#clock.now() + (ttl * 1000) / 2;
    this.#settle();
  }

  #ask() {
    // Without a line there is nothing to wait for; once it is back, there is another restart.
    if (!this.#send({ channel: "get_ice_servers" })) return this.#settle();
    this.#timer = this.#clock.setTimeout(() => this.#settle(), PATIENCE_MS);
  }

  #settle() {
    this.#clock.clearTimeout(this.#timer);
    for (const resolve of this.#waiting.splice(0)) resolve(this.#servers);
  }
}
