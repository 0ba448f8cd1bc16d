/**
 * The only RTCPeerConnection: one epoch of a call. Perfect negotiation (W3C WebRTC 1.0, section 10.7) with `send`
 * and `polite` injected, so that two peers can be wired together in one page.
 *
 * The polite peer (the callee's device) makes the first offer, and only it creates transceivers; the other attaches
 * its tracks to those it receives (RFC 8829, section 5.10: an answerer's own addTransceiver is never matched).
 * Camera and microphone may come late: replaceTrack needs no negotiation.
 */

import { CandidateBatches } from "./candidates.js";
import { realClock } from "./clock.js";
import { note, warn } from "./log.js";
import { factsOf } from "./peer-facts.js";
import { Senders } from "./senders.js";

/**
 * @typedef {import("./protocol.js").Description} Description
 * @typedef {{offer: Description} | {answer: Description} | {candidates: (RTCIceCandidateInit | null)[]}} PeerMessage
 * @typedef {import("./senders.js").Tracks} Tracks
 * @typedef {{
 *   polite: boolean,
 *   iceServers: RTCIceServer[],
 *   freshServers?: () => Promise<RTCIceServer[]>,
 *   send: (message: PeerMessage) => void,
 *   onstate?: (state: RTCPeerConnectionState) => void,
 *   ontrack?: (track: MediaStreamTrack) => void,
 *   clock?: import("./clock.js").Clock,
 * }} PeerOptions
 */

/** An offer unanswered for so long was lost, or its answer was. */
const WATCHDOG_MS = 5_000;

export class Peer {
  #connection;
  #polite;
  #options;
  #clock;
  #senders;
  /** Nothing leaves before release(): the callee has not accepted yet. */
  #held = true;
  #ignoring = false;
  #closed = false;
  /** Counts our offers; an answer repeats its offer's number, so that a late one is not taken for another's. */
  #number = 0;
  /** @type {number | undefined} */
  #answered;
  #outgoing;
  /** @type {RTCIceCandidateInit[]} */
  #early = [];
  /** @type {Promise<void>} */
  #work = Promise.resolve();
  #watchdog = /** @type {any} */ (null);
  /** Codes of what went wrong while gathering. @type {Set<number>} */
  #errors = new Set();

  /** Starts gathering candidates; sends nothing before release(). @param {PeerOptions} options */
  constructor(options) {
    this.#options = options;
    this.#polite = options.polite;
    this.#clock = options.clock ?? realClock;
    this.#outgoing = new CandidateBatches(this.#clock, (candidates) => options.send({ candidates }));
    this.#connection = new RTCPeerConnection({
      iceServers: options.iceServers,
      bundlePolicy: "max-bundle",
      iceCandidatePoolSize: options.polite ? 0 : 1,
    });
    this.#senders = new Senders(this.#connection, this.#clock);
    this.#listen();
    if (options.polite) this.#prepareOffer();
  }

  /** From now on the other side may hear us: what was prepared leaves at once. */
  release() {
    if (!this.#held) return;
    this.#held = false;
    this.#announce(); // at once, ahead of whatever the page draws now; nothing if it is not ready yet
  }

  /** @param {PeerMessage} message */
  receive(message) {
    this.#do(() => {
      if ("offer" in message) return this.#takeOffer(message.offer);
      if ("answer" in message) return this.#takeAnswer(message.answer);
      return this.#takeCandidates(message.candidates);
    });
  }

  /** What we send; null sends nothing of that kind. @param {Tracks} tracks */
  setTracks(tracks) {
    this.#senders.use(tracks);
  }

  /** Gathers anew and looks for another path. @param {RTCIceServer[]} [iceServers] fresh credentials */
  restart(iceServers) {
    this.#do(() => {
      this.#configure(iceServers);
      return this.#negotiate(true);
    });
  }

  /** Says again what may have been lost in a gap of the signalling. */
  resend() {
    this.#do(() => {
      const type = this.#connection.localDescription?.type;
      const pending = type === "answer" || this.#connection.signalingState === "have-local-offer";
      if (pending && !this.#held) this.#announce();
    });
  }

  /** @returns {Promise<number>} bytes of media received so far */
  async bytesReceived() {
    if (this.#closed) return 0;
    let bytes = 0;
    for (const report of (await this.#connection.getStats()).values())
      if (report.type === "inbound-rtp") bytes += report.bytesReceived ?? 0;
    return bytes;
  }

  /** How it came about and how it goes; null once closed. @returns {Promise<import("./peer-facts.js").Facts | null>} */
  async facts() {
    if (this.#closed) return null;
    return factsOf(this.#connection, (await this.#connection.getStats()).values(), this.#errors);
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#outgoing.clear();
    this.#senders.close();
    this.#clock.clearTimeout(this.#watchdog);
    const connection = this.#connection;
    connection.onicecandidate = connection.onnegotiationneeded = connection.ontrack = null;
    connection.onicecandidateerror = null;
    connection.onconnectionstatechange = connection.onsignalingstatechange = null;
    connection.close();
  }

  #listen() {
    const connection = this.#connection;
    connection.onicecandidate = ({ candidate }) => this.#gathered(candidate);
    connection.onicecandidateerror = ({ errorCode }) => this.#errors.add(errorCode);
    connection.onnegotiationneeded = () => this.#do(() => this.#negotiate(false));
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === "connected") this.#senders.connected();
      this.#options.onstate?.(connection.connectionState);
    };
    connection.ontrack = ({ track }) => this.#options.ontrack?.(track);
    connection.onsignalingstatechange = () => {
      if (connection.signalingState === "stable") this.#clock.clearTimeout(this.#watchdog);
    };
  }

  #prepareOffer() {
    for (const kind of ["audio", "video"])
      this.#connection.addTransceiver(kind, { direction: "sendrecv", streams: [this.#senders.stream] });
    this.#do(() => this.#negotiate(false));
  }

  /** Everything that touches descriptions runs one after the other. @param {() => void | Promise<void>} task */
  #do(task) {
    this.#work = this.#work
      .then(() => (this.#closed ? undefined : task()))
      .catch((error) => {
        if (!this.#closed) warn("peer: a step of the negotiation failed", error);
      });
  }

  /** @param {boolean} restart */
  async #negotiate(restart) {
    const connection = this.#connection;
    if (!this.#polite && !connection.remoteDescription) return; // the first offer is the polite peer's
    if (restart) connection.restartIce();
    const again = restart && connection.signalingState === "have-local-offer";
    if (connection.signalingState !== "stable" && !again) return;
    this.#number += 1;
    await connection.setLocalDescription();
    this.#announce();
  }

  /** Sends our present description, with the candidates gathered so far in it. */
  #announce() {
    const local = this.#connection.localDescription;
    if (this.#held || this.#closed || !local) return;
    this.#outgoing.clear();
    if (local.type === "offer") {
      this.#options.send({ offer: { type: "offer", sdp: local.sdp, number: this.#number } });
      this.#watch();
    } else this.#options.send({ answer: { type: "answer", sdp: local.sdp, number: this.#answered } });
  }

  #watch() {
    this.#clock.clearTimeout(this.#watchdog);
    this.#watchdog = this.#clock.setTimeout(() => this.restart(), WATCHDOG_MS);
  }

  /** While held they are in the description that is to leave. @param {RTCIceCandidate | null} candidate */
  #gathered(candidate) {
    if (candidate?.candidate && !this.#held) this.#outgoing.add(candidate.toJSON());
  }

  /** @param {Description} offer */
  async #takeOffer(offer) {
    const connection = this.#connection;
    const collision = connection.signalingState !== "stable";
    this.#ignoring = collision && !this.#polite;
    if (this.#ignoring) return;
    if (connection.remoteDescription) this.#configure(await this.#options.freshServers?.());
    await connection.setRemoteDescription({ type: "offer", sdp: offer.sdp }); // rolls our own back (RFC 8829, 4.1.10.2)
    this.#answered = offer.number;
    this.#senders.attach();
    await Promise.all([connection.setLocalDescription(), this.#addEarly()]);
    this.#held = false;
    this.#announce();
  }

  /** For whoever gathers anew, also to answer: the passwords may have run out. @param {RTCIceServer[]} [iceServers] */
  #configure(iceServers) {
    if (!iceServers || this.#closed) return;
    this.#connection.setConfiguration({ ...this.#connection.getConfiguration(), iceServers });
  }

  /** @param {Description} answer */
  async #takeAnswer(answer) {
    if (this.#connection.signalingState !== "have-local-offer") return;
    if (answer.number !== undefined && answer.number !== this.#number) return;
    await this.#connection.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    await this.#addEarly();
  }

  /** @param {(RTCIceCandidateInit | null)[]} candidates */
  async #takeCandidates(candidates) {
    this.#early.push(...candidates.filter((one) => one !== null));
    if (this.#connection.remoteDescription) await this.#addEarly();
  }

  async #addEarly() {
    await Promise.all(this.#early.splice(0).map((one) => this.#add(one)));
  }

  /** @param {RTCIceCandidateInit} candidate */
  async #add(candidate) {
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      // One of an offer we ignored, or of a generation that is gone: no loss.
      if (!this.#ignoring && !this.#closed) note("peer: a candidate was not taken", error);
    }
  }
}
