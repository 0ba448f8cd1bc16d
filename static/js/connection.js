/**
 * One epoch of a call: a peer connection, watched over. Tells when its state changes, looks whether media really
 * comes in, and lets recovery.js decide what to do when it does not.
 */

import { PictureLimit } from "./picture-limit.js";
import { Recovery } from "./recovery.js";
import { RemoteStream } from "./remote-stream.js";
import { StallWatch } from "./stall-watch.js";

/**
 * @typedef {import("./peer.js").PeerMessage} PeerMessage
 * @typedef {import("./peer.js").Tracks} Tracks
 * @typedef {Pick<import("./peer.js").Peer, "release" | "receive" | "setTracks" | "restart" | "resend"
 *   | "bytesReceived" | "sample" | "limit" | "facts" | "screenTaken" | "close">} PeerLike
 * @typedef {(options: import("./peer.js").PeerOptions) => PeerLike} MakePeer
 * @typedef {{
 *   call: string, epoch: number, polite: boolean,
 *   iceServers: () => Promise<RTCIceServer[]>,
 *   relayOnly?: boolean,
 *   safety: () => Promise<import("./safety/epoch-safety.js").EpochSafety | null>,
 *   makePeer: MakePeer,
 *   clock: import("./clock.js").Clock,
 *   tracks: Tracks,
 *   since?: number | null,
 *   send: (connection: Connection, message: PeerMessage) => void,
 *   onstate: (connection: Connection, state: RTCPeerConnectionState) => void,
 *   onstream: (connection: Connection) => void,
 *   onchannels: (connection: Connection) => void,
 *   newEpoch: () => void,
 *   giveUp: () => void,
 *   probe: () => void,
 *   onpaused: (connection: Connection, paused: boolean) => void,
 *   mediaExpected: () => boolean,
 * }} ConnectionOptions
 */

export class Connection {
  #options;
  #clock;
  /** @type {PeerLike | null} */
  #peer = null;
  /** What was asked of the peer before it was there. @type {((peer: PeerLike) => void)[]} */
  #early = [];
  #recovery;
  #closed = false;
  #retired = false;
  /** @type {RTCPeerConnectionState} */
  #state = "new";
  #flow;
  #remote;
  #picture;
  #restarts = 0;
  /** Between the two pages; null where the other side has none. @type {import("./channel/data-channels.js").Channels | null | undefined} */
  channels;
  /** Where its two ends stand with their safety code; null where this page could not load that. @type {import("./safety/epoch-safety.js").EpochSafety | null} */
  safety = null;

  /** Builds the peer as soon as the ICE servers are known. @param {ConnectionOptions} options */
  constructor(options) {
    this.#options = options;
    this.#clock = options.clock;
    this.#flow = new StallWatch({
      clock: options.clock,
      bytes: async () => (await this.#peer?.bytesReceived()) ?? 0,
      expected: options.mediaExpected,
      onflow: () => this.#recovery.flowing(),
      onstall: () => this.#suspect(),
    });
    this.#recovery = new Recovery({
      polite: options.polite,
      clock: options.clock,
      since: options.since ?? null,
      restart: () => this.#restartIce(),
      newEpoch: options.newEpoch,
      giveUp: options.giveUp,
    });
    this.#remote = new RemoteStream(() => this.#options.onstream(this));
    this.#picture = new PictureLimit({
      clock: options.clock,
      sample: async () => (await this.#peer?.sample()) ?? null,
      apply: (step) => this.#with((peer) => peer.limit(step)),
      onpaused: (paused) => this.#options.onpaused(this, paused),
    });
    this.setTracks(options.tracks);
    void Promise.all([options.iceServers(), options.safety()]).then((parts) => this.#build(...parts));
  }

  get call() {
    return this.#options.call;
  }

  get epoch() {
    return this.#options.epoch;
  }

  get polite() {
    return this.#options.polite;
  }

  /** What comes of the other person. */
  get remote() {
    return this.#remote;
  }

  /** Whether the other side agreed to see the own screen; null while that cannot be said. */
  get screenTaken() {
    return (this.connected && this.#peer?.screenTaken) ?? null;
  }

  get connected() {
    return this.#state === "connected";
  }

  /** When the present trouble began, or null. */
  get troubledSince() {
    return this.#recovery.since;
  }

  /** The call was accepted: what was prepared may leave. */
  release() {
    this.#with((peer) => peer.release());
  }

  /** @param {PeerMessage} message */
  receive(message) {
    this.#recovery.expect();
    this.#with((peer) => peer.receive(message));
  }

  /** @param {Tracks} tracks */
  setTracks(tracks) {
    this.#with((peer) => peer.setTracks(tracks));
  }

  /** The socket is back after a gap: repeat what may be lost, and look for another path if no media comes. */
  resumed() {
    this.#with((peer) => peer.resend());
    if (this.#flow.stalled || this.troubledSince !== null) this.#recovery.networkChanged();
  }

  /** The network changed, or the person asks for it. */
  networkChanged() {
    this.#recovery.networkChanged();
  }

  /** The machine slept, and the network may be another one. */
  woke() {
    this.#recovery.woke();
  }

  /** There are better candidates than the first ones: look again, unless it has connected without them. */
  gatherAnew() {
    if (this.#state !== "connected") this.#restartIce();
  }

  /** For the report; null while there is no peer connection. @returns {Promise<import("./call-report.js").Facts | null>} */
  async facts() {
    const facts = await this.#peer?.facts();
    return facts ? { ...facts, restarts: this.#restarts } : null;
  }

  /** Its epoch is past: what flows may flow on, but nothing is reported, sent or mended any more. */
  retire() {
    this.#retired = true;
    this.#picture.close();
    this.#flow.close();
    this.#recovery.close();
  }

  close() {
    if (this.#closed) return;
    this.retire();
    this.#closed = true;
    this.#peer?.close();
  }

  /** @param {RTCIceServer[]} iceServers @param {import("./safety/epoch-safety.js").EpochSafety | null} safety */
  #build(iceServers, safety) {
    if (this.#closed) return;
    this.safety = safety;
    this.#peer = this.#options.makePeer({
      polite: this.#options.polite,
      iceServers,
      relayOnly: this.#options.relayOnly,
      safety,
      freshServers: this.#options.iceServers,
      clock: this.#clock,
      send: (message) => this.#retired || this.#options.send(this, message),
      onstate: (state) => this.#stateChanged(state),
      ontrack: (track) => this.#remote.add(track),
      onchannels: (channels) => this.#speak(channels),
      onscreen: (tracks) => this.#remote.show(tracks),
    });
    for (const task of this.#early.splice(0)) task(this.#peer);
  }

  /** @param {import("./channel/data-channels.js").Channels | null} channels */
  #speak(channels) {
    this.channels = channels;
    this.#options.onchannels(this);
  }

  /** @param {(peer: PeerLike) => void} task */
  #with(task) {
    if (this.#closed) return;
    if (this.#peer) task(this.#peer);
    else this.#early.push(task);
  }

  #restartIce() {
    this.#restarts += 1;
    void this.#options.iceServers().then((servers) => this.#with((peer) => peer.restart(servers)));
  }

  /** @param {RTCPeerConnectionState} state */
  #stateChanged(state) {
    if (this.#retired) return;
    this.#state = state;
    if (state === "connected") this.#startLooking();
    this.#recovery.stateChanged(state);
    this.#options.onstate(this, state);
  }

  #startLooking() {
    this.#flow.start();
    this.#picture.start();
  }

  /** An address change is seen by nothing else: is the socket still alive? */
  #suspect() {
    this.#options.probe();
    if (this.#state === "connected") this.#recovery.stalled();
  }
}
