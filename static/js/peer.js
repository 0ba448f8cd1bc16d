/**
 * The only RTCPeerConnection: one epoch of a call. Perfect negotiation (W3C WebRTC 1.0, section 10.7) with `send`
 * and `polite` injected, so that two peers can be wired together in one page.
 *
 * The polite peer (the callee's device) makes the first offer, and only it creates transceivers; the other attaches
 * its tracks to those it receives (RFC 8829, section 5.10: an answerer's own addTransceiver is never matched).
 */

import { Announcing } from "./announcing.js";
import { openChannels, speaksOfChannels } from "./channel/data-channels.js";
import { realClock } from "./clock.js";
import { IncomingCandidates } from "./incoming-candidates.js";
import { mustBe } from "./invariant.js";
import { warn } from "./log.js";
import { describe, hearsStereo, sendsStereo } from "./opus.js";
import { factsOf } from "./peer-facts.js";
import { bytesReceived, sampleOf } from "./quality.js";
import { Senders } from "./senders.js";

/**
 * @typedef {import("./protocol.js").Description} Description
 * @typedef {import("./peer-options.js").PeerMessage} PeerMessage
 * @typedef {import("./peer-options.js").PeerOptions} PeerOptions
 * @typedef {import("./senders.js").Tracks} Tracks
 */

export class Peer {
  #connection;
  #polite;
  #options;
  #clock;
  #senders;
  #ignoring = false;
  #closed = false;
  #spoken = false;
  #announcing;
  #incoming;
  /** @type {Promise<void>} */
  #work = Promise.resolve();
  /** Codes of what went wrong while gathering. @type {Set<number>} */
  #errors = new Set();

  /**
   * Sends nothing before release(). The polite peer gathers candidates at once, the other when it answers: Chromium
   * loses a candidate pool (`iceCandidatePoolSize`) that is asked for while it fills, and then has no candidates at
   * all (docs/decisions/0020).
   * @param {PeerOptions} options
   */
  constructor(options) {
    this.#options = options;
    this.#polite = options.polite;
    this.#clock = options.clock ?? realClock;
    this.#connection = new RTCPeerConnection({
      iceServers: options.iceServers,
      iceTransportPolicy: options.relayOnly ? "relay" : "all",
      bundlePolicy: "max-bundle",
    });
    this.#announcing = new Announcing(this.#connection, {
      clock: this.#clock,
      send: options.send,
      music: options.music,
      onunanswered: () => this.restart(),
    });
    this.#incoming = new IncomingCandidates(this.#connection, () => this.#ignoring || this.#closed);
    this.#senders = new Senders(this.#connection, this.#clock);
    this.#listen();
    if (!options.polite) return;
    this.#senders.prepare();
    this.#openChannels(true);
    this.#do(() => this.#negotiate(false));
  }

  /** From now on the other side may hear us: what was prepared leaves at once. */
  release() {
    this.#announcing.release();
  }

  /** @param {PeerMessage} message */
  receive(message) {
    this.#do(() => {
      if ("offer" in message) return this.#takeOffer(message.offer);
      if ("answer" in message) return this.#takeAnswer(message.answer);
      return this.#incoming.take(message.candidates);
    });
  }

  /** What we send; null sends nothing of that kind, and no screen. @param {Tracks} tracks */
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
      if (pending) this.#announcing.repeat();
    });
  }

  /** Of media, so far. */
  async bytesReceived() {
    return this.#closed ? 0 : bytesReceived((await this.#connection.getStats()).values());
  }

  /** The room there is; null once closed. */
  async sample() {
    return this.#closed ? null : sampleOf((await this.#connection.getStats()).values());
  }

  /** So much of the picture is sent. @param {import("./bandwidth.js").Step} step */
  limit(step) {
    this.#senders.limit(step);
  }

  /** Whether the other side agreed to see the own screen; null while none is shown. */
  get screenTaken() {
    return this.#senders.screenTaken;
  }

  /** How it came about and how it goes; null once closed. @returns {Promise<import("./peer-facts.js").Facts | null>} */
  async facts() {
    if (this.#closed) return null;
    return factsOf(this.#connection, (await this.#connection.getStats()).values(), this.#errors);
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#announcing.close();
    this.#senders.close();
    const connection = this.#connection;
    connection.onicecandidate = connection.onicecandidateerror = connection.onnegotiationneeded = null;
    connection.onconnectionstatechange = connection.onsignalingstatechange = connection.ontrack = null;
    connection.close();
  }

  #listen() {
    const connection = this.#connection;
    connection.onicecandidate = ({ candidate }) => this.#announcing.gathered(candidate);
    connection.onicecandidateerror = ({ errorCode }) => this.#errors.add(errorCode);
    connection.onnegotiationneeded = () => this.#do(() => this.#negotiate(false));
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === "connected") this.#senders.connected();
      this.#options.onstate?.(connection.connectionState);
    };
    // Behind the answer: a media element that takes up its track keeps the page busy, and the other side waits.
    connection.ontrack = ({ track, transceiver }) =>
      this.#do(() => {
        if (this.#senders.isCamera(transceiver)) this.#options.ontrack?.(track);
      });
    connection.onsignalingstatechange = () => {
      if (connection.signalingState !== "stable") return;
      this.#announcing.settled();
      this.#options.onscreen?.(this.#senders.screenReceived());
    };
  }

  /** Once for a connection. @param {boolean} possible whether the other side takes part in them */
  #openChannels(possible) {
    if (!this.#spoken) this.#options.onchannels?.(possible ? openChannels(this.#connection) : null);
    this.#spoken ||= possible;
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
    this.#announcing.number += 1;
    await describe(connection);
    mustBe(connection.localDescription?.type, "offer", "what one negotiates with");
    const commitment = await this.#options.safety?.commit(connection.localDescription?.sdp ?? "");
    this.#announcing.safety = { commitment };
    this.#announcing.described();
  }

  /** @param {Description} offer */
  async #takeOffer(offer) {
    const connection = this.#connection;
    this.#ignoring = !this.#polite && connection.signalingState !== "stable"; // an offer collision
    if (this.#ignoring) return;
    if (offer.number !== undefined && offer.number === this.#announcing.answered) return this.#answerAgain();
    if (connection.remoteDescription) this.#configure(await this.#options.freshServers?.());
    await connection.setRemoteDescription({ type: "offer", sdp: offer.sdp }); // rolls our own back (RFC 8829, 4.1.10.2)
    mustBe(connection.signalingState, "have-remote-offer", "after an offer");
    this.#senders.takePart();
    const described = describe(connection);
    this.#senders.attach(); // the browser does it behind the answer, which need not wait for it
    await Promise.all([described, this.#incoming.add()]);
    mustBe(connection.signalingState, "stable", "after one's own answer");
    this.#announcing.safety = { nonce: this.#options.safety?.offered(offer.commitment) };
    this.#announcing.answering(offer.number);
    this.#options.safety?.applied(this.#applied);
    if (!this.#polite) this.#openChannels(speaksOfChannels(offer.sdp));
  }

  /** The offer came twice: our answer may be what was lost. */
  #answerAgain() {
    if (this.#connection.localDescription?.type === "answer") this.#announcing.repeat();
  }

  /** The descriptions that hold. */
  get #applied() {
    const { currentLocalDescription: local, currentRemoteDescription: remote } = this.#connection;
    return { local: local?.sdp ?? "", remote: remote?.sdp ?? "" };
  }

  /** For whoever gathers anew, also to answer: the passwords may have run out. @param {RTCIceServer[]} [iceServers] */
  #configure(iceServers) {
    if (!iceServers || this.#closed) return;
    this.#connection.setConfiguration({ ...this.#connection.getConfiguration(), iceServers });
  }

  /** @param {Description} answer */
  async #takeAnswer(answer) {
    if (this.#connection.signalingState !== "have-local-offer") return;
    if (answer.number !== undefined && answer.number !== this.#announcing.number) return;
    await this.#connection.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    if (!speaksOfChannels(answer.sdp)) this.#options.onchannels?.(null);
    mustBe(this.#connection.signalingState, "stable", "after an answer");
    void this.#options.safety?.answered(answer.nonce, this.#applied);
    await this.#incoming.add();
    if (sendsStereo(answer.sdp) && !hearsStereo(this.#connection.localDescription?.sdp))
      this.#do(() => this.#negotiate(false)); // the offer was made before one knew of the music
  }
}
