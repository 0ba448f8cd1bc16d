/**
 * Two peer connections of this page, wired to each other, to see by which way packets get through. No call: no
 * camera, no sound, one short message over a data channel. No address leaves this module.
 */

/**
 * @typedef {{code: number, transport: string}} IceTrouble an icecandidateerror (W3C WebRTC 1.0, section 4.8.3)
 * @typedef {{
 *   connected: boolean,
 *   ms: number,
 *   kinds: Record<"host" | "srflx" | "relay", number>,
 *   over: string | null,
 *   troubles: IceTrouble[],
 * }} Way `ms` until the message arrived, or until the attempt was given up; `over` is udp, tcp or tls, to
 *   the relay: udp where it can be
 * @typedef {Pick<Way, "kinds" | "troubles"> & {complete: boolean}} Gathered
 */

const MESSAGE = "there and back";
/** A relay over udp may answer a little later than one over tcp. */
const LATECOMERS_MS = 1_500;

/**
 * Tries to get a message from one connection to the other.
 * @param {{iceServers: RTCIceServer[], policy: RTCIceTransportPolicy, ms: number}} options `ms`: give up then
 * @returns {Promise<Way>} never fails
 */
export async function tryWay({ iceServers, policy, ms }) {
  const started = performance.now();
  const pair = new Pair({ iceServers, iceTransportPolicy: policy });
  try {
    const connected = await pair.connected(ms);
    const took = Math.round(performance.now() - started);
    return { connected, ms: took, over: await pair.over(), kinds: pair.kinds, troubles: pair.troubles };
  } finally {
    pair.close();
  }
}

/**
 * Which kinds of addresses this browser finds of itself.
 * @param {{iceServers: RTCIceServer[], ms: number}} options `ms`: longer is not waited
 * @returns {Promise<Gathered>}
 */
export async function gather({ iceServers, ms }) {
  const pair = new Pair({ iceServers });
  try {
    await pair.begin();
    const complete = await pair.gathered(ms);
    return { complete, kinds: pair.kinds, troubles: pair.troubles };
  } finally {
    pair.close();
  }
}

class Pair {
  /** @type {Record<"host" | "srflx" | "relay", number>} */
  kinds = { host: 0, srflx: 0, relay: 0 };
  /** @type {IceTrouble[]} */
  troubles = [];
  #one;
  #other;
  #channel;

  /** @param {RTCConfiguration} configuration */
  constructor(configuration) {
    this.#one = new RTCPeerConnection(configuration);
    this.#other = new RTCPeerConnection(configuration);
    this.#channel = this.#one.createDataChannel("check");
    this.#one.onicecandidate = ({ candidate }) => this.#found(candidate, this.#other);
    this.#other.onicecandidate = ({ candidate }) => pass(candidate, this.#other, this.#one);
    this.#one.onicecandidateerror = (event) => this.troubles.push(troubleOf(event));
    this.#other.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => channel.send(data);
    };
  }

  /** Whether the message came back within so many milliseconds. @param {number} ms */
  async connected(ms) {
    const back = new Promise((resolve) => {
      this.#channel.onopen = () => this.#channel.send(MESSAGE);
      this.#channel.onmessage = ({ data }) => resolve(data === MESSAGE);
    });
    return Promise.race([this.#negotiated().then(() => back), after(ms).then(() => false)]);
  }

  /** Begins to look for addresses, for nobody. */
  async begin() {
    await this.#one.setLocalDescription();
  }

  /** Whether all addresses were found within so long. @param {number} ms @returns {Promise<boolean>} */
  async gathered(ms) {
    const complete = new Promise((/** @type {(complete: boolean) => void} */ resolve) => {
      this.#one.onicegatheringstatechange = () => this.#one.iceGatheringState === "complete" && resolve(true);
    });
    if (this.#one.iceGatheringState === "complete") return true;
    return Promise.race([complete, after(ms).then(() => false)]);
  }

  /**
   * How the relay is reached: udp where that is possible at all, whichever answered first; null where there is none.
   * @returns {Promise<string | null>}
   */
  async over() {
    await this.gathered(LATECOMERS_MS);
    const rows = [...(await this.#one.getStats()).values()];
    const over = rows.filter(({ type }) => type === "local-candidate").map((row) => row.relayProtocol);
    return ["udp", "tcp", "tls"].find((transport) => over.includes(transport)) ?? null;
  }

  close() {
    for (const connection of [this.#one, this.#other]) {
      connection.onicecandidate = connection.onicecandidateerror = connection.ondatachannel = null;
      connection.onicegatheringstatechange = null;
      connection.close();
    }
  }

  async #negotiated() {
    await this.#one.setLocalDescription();
    await this.#other.setRemoteDescription(described(this.#one));
    await this.#other.setLocalDescription();
    await this.#one.setRemoteDescription(described(this.#other));
  }

  /** @param {RTCIceCandidate | null} candidate @param {RTCPeerConnection} other */
  #found(candidate, other) {
    const kind = candidate?.type === "prflx" ? "srflx" : candidate?.type;
    if (candidate?.candidate && kind) this.kinds[kind] += 1;
    pass(candidate, this.#one, other);
  }
}

/** What is found before the other is given the description stands in that, and is refused here. @param {RTCIceCandidate | null} candidate @param {RTCPeerConnection} from @param {RTCPeerConnection} to */
function pass(candidate, from, to) {
  if (!candidate?.candidate || from.signalingState === "closed") return;
  void to.addIceCandidate(candidate).catch(() => {});
}

/** @param {RTCPeerConnection} connection @returns {RTCSessionDescription} */
function described(connection) {
  if (!connection.localDescription) throw new Error("It has no description yet.");
  return connection.localDescription;
}

/** @param {RTCPeerConnectionIceErrorEvent} event @returns {IceTrouble} */
function troubleOf({ errorCode, url }) {
  const [, scheme, transport] = /^(turns?|stuns?):[^?]*(?:\?transport=(udp|tcp))?/.exec(url ?? "") ?? [];
  return { code: errorCode, transport: scheme?.endsWith("s") ? "tls" : (transport ?? "udp") };
}

/** @param {number} ms */
function after(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
