/**
 * Which peer connections there are: those prepared while it rings, and the one of the call. Follows the call's
 * state, so that a page that missed a message, or heard it twice, still ends up with the right one.
 */

import { isLive, wantsMedia } from "./call-state.js";
import { Connection } from "./connection.js";
import { IceServers } from "./ice.js";
import { Prepared } from "./prepared.js";
import { Retired } from "./retired.js";
import { EarlySignals, isSignal, unwrapped, wrapped } from "./signals.js";

/**
 * @typedef {import("./call-state.js").State} State
 * @typedef {import("./protocol.js").RelayedSignal} RelayedSignal
 * @typedef {import("./protocol.js").MediaKind} MediaKind
 * @typedef {import("./safety/code.js").End} End
 * @typedef {{
 *   signalling: import("./signalling.js").Signalling,
 *   makePeer: import("./connection.js").MakePeer,
 *   clock: import("./clock.js").Clock,
 *   own: {tracks: import("./peer.js").Tracks, ready: boolean, granted: (media: MediaKind) => Promise<boolean>},
 *   page: import("./page.js").Page,
 *   onlink: (epoch: number, state: "new" | import("./protocol.js").LinkState) => void,
 *   onstreams: () => void,
 *   onchannels: () => void,
 *   onepoch: (call: string) => void,
 *   ongiveup: () => void,
 *   onpaused: (paused: boolean) => void,
 *   safety: import("./safety/epoch-safety.js").MakeSafety,
 * }} Options
 */

export class Connections {
  #options;
  #ice;
  #closed = false;
  /** @type {Connection | null} */
  #current = null;
  #prepared;
  #retired = new Retired();
  #early = new EarlySignals();
  /** @type {State | null} */
  #state = null;
  #unlisten;
  /** This page, as the server names it. @type {End | null} */
  #self = null;
  /** Whether camera or microphone were ever allowed here, so that the browser tells our addresses. */
  #sighted = false;
  /** The epoch this page asked for because no media came, and since when none came. @type {number | null} */
  #troubledSince = null;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#ice = new IceServers((message) => options.signalling.send(message), options.clock);
    this.#prepared = new Prepared({
      granted: (media) => this.#granted(media),
      make: (ring) => this.#make(ring.call, 1, true, () => party(ring.from, ring.device)),
    });
    this.#unlisten = options.page.ononline(() => this.restart());
  }

  /** The connection that the other one is seen and heard by. */
  get seen() {
    return this.#retired.seen ?? this.#current;
  }

  /** The present epoch's connection. */
  get current() {
    return this.#current;
  }

  /** @param {string} call */
  holds(call) {
    return this.#current?.call === call;
  }

  /** Brings the connections into line with the state. @param {State} state */
  follow(state) {
    this.#state = state;
    if (this.#closed) return;
    const { call } = state;
    this.#prepared.follow(state.rings, call?.id ?? null);
    if (!isLive(call) || call.id === null) return;
    if (wantsMedia(call)) this.#connect(call.id, call.epoch, call.role === "callee");
    else if (call.role === "caller" && call.server === "ringing") this.#prepareCall(call.id);
  }

  /** The offer leaves right behind the acceptance. @param {string} call */
  answer(call) {
    this.#connect(call, 1, true);
  }

  /**
   * Takes what is for the peer connections.
   * @param {import("./protocol.js").ServerMessage} message @param {State} state
   * @returns {boolean} whether it was
   */
  receive(message, state) {
    if (message.channel === "welcome") this.#self = { user: message.user.username, device: message.device };
    if (!isSignal(message)) return this.#ice.receive(message);
    this.#signal(message, state);
    return true;
  }

  tracksChanged() {
    const { tracks } = this.#options.own;
    this.#current?.setTracks(tracks);
    this.#retired.setTracks(tracks);
    if (!this.#sighted && (tracks.audio || tracks.video)) {
      this.#sighted = true;
      this.#current?.gatherAnew(); // only now does the browser tell our addresses (RFC 8828)
    }
    if (this.#state) this.follow(this.#state);
  }

  /** The socket is back. */
  resumed() {
    this.#current?.resumed();
  }

  /** Looks for another path for the media, if there is a call; after a sleep with all the time there is. */
  restart(slept = false) {
    const { call } = this.#state ?? {};
    if (!call || !wantsMedia(call)) return;
    if (slept) this.#current?.woke();
    else this.#current?.networkChanged();
  }

  /** The call is over. */
  hangUp() {
    this.#state = null;
    this.#retired.close();
    this.#current?.close();
    this.#current = null;
    this.#early.clear();
    this.#troubledSince = null;
    this.#options.onstreams();
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#unlisten();
    this.hangUp();
    this.#prepared.close();
  }

  /** @param {string} call @param {number} epoch @param {boolean} polite */
  #connect(call, epoch, polite) {
    const current = this.#current;
    const fits = current?.call === call && current.epoch === epoch && current.polite === polite;
    if (!fits) {
      this.#replace(current, call);
      const ready = epoch === 1 && polite ? this.#prepared.take(call) : undefined;
      this.#current = ready ?? this.#make(call, epoch, polite);
      this.#current.setTracks(this.#options.own.tracks);
      this.#current.release(); // before anything is drawn
      this.#options.onlink(epoch, "new");
      this.#options.onstreams();
    } else current.release();
    this.#deliverEarly();
  }

  /** @param {Connection | null} current @param {string} call whose next epoch begins */
  #replace(current, call) {
    if (current?.call === call) this.#retired.take(current);
    else current?.close();
  }

  /** The caller gathers candidates while it rings. @param {string} call */
  #prepareCall(call) {
    if (this.#current || !this.#options.own.ready) return;
    this.#current = this.#make(call, 1, false);
  }

  /** @param {MediaKind} media */
  async #granted(media) {
    const granted = await this.#options.own.granted(media);
    this.#sighted ||= granted;
    return granted;
  }

  /** @param {string} call @param {number} epoch @param {boolean} polite @param {() => End} [other] where it is known before the state says so */
  #make(call, epoch, polite, other = () => this.#other()) {
    const since = this.#troubledSince;
    this.#troubledSince = null;
    return new Connection({
      call,
      epoch,
      polite,
      since,
      iceServers: () => this.#ice.servers(),
      relayOnly: this.#ice.hides(call),
      safety: () => this.#options.safety({ call, epoch, offers: polite, own: this.#self, other }),
      makePeer: this.#options.makePeer,
      clock: this.#options.clock,
      tracks: this.#options.own.tracks,
      send: (connection, message) => void this.#options.signalling.send(wrapped(connection, message)),
      onstate: (connection, state) => this.#stateChanged(connection, state),
      onstream: (connection) => connection === this.#current && this.#options.onstreams(),
      onchannels: (connection) => connection === this.#current && this.#options.onchannels(),
      newEpoch: () => this.#newEpoch(call),
      giveUp: this.#options.ongiveup,
      onpaused: (connection, paused) => connection === this.#current && this.#options.onpaused(paused),
      probe: () => this.#options.signalling.probe(),
      mediaExpected: () => Boolean(this.#state?.call?.peer.audio || this.#state?.call?.peer.video),
    });
  }

  #other() {
    const { username = "", device } = this.#state?.call?.peer ?? {};
    return party({ username }, device);
  }

  /** @param {string} call */
  #newEpoch(call) {
    this.#troubledSince = this.#current?.troubledSince ?? null;
    this.#options.onepoch(call);
  }

  /** @param {Connection} connection @param {RTCPeerConnectionState} state */
  #stateChanged(connection, state) {
    if (connection !== this.#current || state === "closed") return;
    if (state === "connected") this.#retired.close();
    this.#options.onlink(connection.epoch, state);
  }

  /** @param {RelayedSignal} signal @param {State} state */
  #signal(signal, state) {
    const current = this.#current;
    const { call } = state;
    if (current?.call === signal.call && current.epoch === signal.epoch && call && wantsMedia(call))
      return current.receive(unwrapped(signal));
    const gone = current?.call === signal.call && signal.epoch < current.epoch;
    if (isLive(call) && !gone) this.#early.keep(signal);
  }

  #deliverEarly() {
    const current = this.#current;
    const { call } = this.#state ?? {};
    if (!current || !call || !wantsMedia(call)) return;
    for (const one of this.#early.take(current)) current.receive(unwrapped(one));
  }
}

/** @param {{username: string}} person @param {string} [device] @returns {End} */
const party = ({ username }, device = "") => ({ user: username, device });
