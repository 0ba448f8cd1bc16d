/**
 * One call: joins signalling, the peer connection and the own camera and microphone. Views subscribe to its
 * state (call-state.js) and hand it intents; they never speak to the socket.
 */

import { initial, isAnswered, isLive, reduce } from "./call-state.js";
import { realClock } from "./clock.js";
import { Connections } from "./connections.js";
import { Listeners } from "./listeners.js";
import { LocalMedia } from "./local-media.js";
import { MediaReport } from "./media-report.js";
import { RingWatch } from "./ring-watch.js";

/**
 * @typedef {import("./call-state.js").State} State
 * @typedef {import("./call-state.js").Event} Event
 * @typedef {import("./call-state.js").CallView} CallView
 * @typedef {import("./protocol.js").MediaKind} MediaKind
 * @typedef {import("./protocol.js").ServerMessage} ServerMessage
 *
 * @typedef {{
 *   signalling: import("./signalling.js").Signalling,
 *   media: import("./local-media.js").MediaRoom,
 *   makePeer: import("./connection.js").MakePeer,
 *   sounds: {update(state: State): void, enabled: boolean, close(): void},
 *   page: import("./page.js").Page,
 *   clock?: import("./clock.js").Clock,
 * }} Parts
 */

/** @param {Parts} parts @returns {Call} the one call room of the live page; it opens nothing by itself */
export function createCall(parts) {
  return new Call(parts);
}

export class Call {
  #state = initial;
  #closed = false;
  #parts;
  #clock;
  /** @type {Listeners<[State]>} */
  #subscribers = new Listeners();
  /** @type {Listeners<[]>} */
  #streams = new Listeners();
  /** @type {Listeners<[]>} */
  #contacts = new Listeners();
  /** @type {Listeners<[]>} */
  #history = new Listeners();
  #own;
  #report;
  #rings;
  #connections;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? realClock;
    this.#own = new LocalMedia(parts.media, () => this.#ownMediaChanged());
    this.#rings = new RingWatch(this.#clock, () =>
      this.#dispatch({ type: "expire", now: this.#clock.now() }),
    );
    this.#report = new MediaReport({
      send: (message) => parts.signalling.send(message),
      own: this.#own,
      page: parts.page,
    });
    this.#connections = new Connections({
      signalling: parts.signalling,
      makePeer: parts.makePeer,
      clock: this.#clock,
      own: this.#own,
      page: parts.page,
      onlink: (epoch, state) => this.#dispatch({ type: "media_link", epoch, state, now: this.#clock.now() }),
      onstreams: () => this.#streams.tell(),
      onepoch: (call) => parts.signalling.request({ channel: "rejoin_call", call }),
      ongiveup: () => this.#giveUp(),
    });
    parts.signalling.onmessage = (message) => this.#receive(message);
    parts.signalling.onlink = (status, retryAt) => this.#dispatch({ type: "link", status, retryAt });
  }

  get state() {
    return this.#state;
  }

  /** The own camera and microphone, for the self-view. @returns {MediaStream | null} */
  get localStream() {
    return this.#own.stream;
  }

  /** @returns {MediaStream | null} */
  get remoteStream() {
    return this.#connections.remoteStream;
  }

  /** The ring tones' switch; remembered. */
  get soundsOn() {
    return this.#parts.sounds.enabled;
  }

  set soundsOn(on) {
    this.#parts.sounds.enabled = on;
  }

  /** Called at once with the present state, and after every change. @param {(state: State) => void} listener */
  subscribe(listener) {
    listener(this.#state);
    return this.#subscribers.add(listener);
  }

  /** `localStream` or `remoteStream`, or a track of theirs, changed. @param {() => void} listener */
  onstreams(listener) {
    return this.#streams.add(listener);
  }

  /** The contact list is to be fetched again. @param {() => void} listener */
  oncontacts(listener) {
    return this.#contacts.add(listener);
  }

  /** The history is to be fetched again. @param {() => void} listener */
  onhistory(listener) {
    return this.#history.add(listener);
  }

  /** Calls somebody; does nothing while in a call. @param {string} username @param {string} name @param {MediaKind} media */
  place(username, name, media) {
    if (isLive(this.#state.call)) return;
    this.#dispatch({ type: "place", username, name, media });
    this.#parts.signalling.request({ channel: "start_call", to: username, media });
    void this.#own.open(media);
  }

  /** Answers a ring; hangs up first when in another call. @param {string} call @param {MediaKind} media */
  accept(call, media) {
    if (!this.#state.rings.some((ring) => ring.call === call)) return;
    this.hangUp();
    this.#dispatch({ type: "accept", call, media });
    this.#parts.signalling.request({ channel: "accept_call", call, media });
    this.#connections.answer(call);
    void this.#own.open(media);
  }

  /** @param {string} call */
  decline(call) {
    if (!this.#state.rings.some((ring) => ring.call === call)) return;
    this.#dispatch({ type: "decline", call });
    this.#parts.signalling.request({ channel: "decline_call", call });
  }

  /** Ends the call, or cancels it while it rings; every track stops at once. */
  hangUp() {
    const { call } = this.#state;
    if (!isLive(call)) return;
    this.#parts.signalling.withdraw("start_call");
    if (call.id !== null) this.#parts.signalling.request({ channel: "hang_up", call: call.id });
    this.#dispatch({ type: "hang_up", now: this.#clock.now() });
  }

  /** Calls the person of the call that ended. */
  callAgain() {
    const { call } = this.#state;
    if (call?.phase === "ended") this.place(call.peer.username, call.peer.name, call.media);
  }

  /** Brings the call that another (vanished) page of mine was in to this page. */
  rejoin() {
    const there = this.#state.seatedElsewhere;
    if (!there || isLive(this.#state.call)) return;
    this.#dispatch({ type: "rejoin" });
    this.#takeSeat(there.call, there.media);
  }

  /** Clears an ended call and the last error from the screen. */
  dismiss() {
    this.#dispatch({ type: "dismiss" });
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    this.#own.setMuted(muted);
  }

  /** Off keeps the camera but sends black; on opens it if there is none yet. @param {boolean} off */
  setCameraOff(off) {
    this.#own.setCameraOff(off);
  }

  /** Asks for camera and microphone again after a failure. */
  retryMedia() {
    if (isLive(this.#state.call)) void this.#own.retry();
  }

  /**
   * Opens camera and microphone without a call, for their person to see that they work; `localStream` has them.
   * @returns {Promise<import("./call-state.js").MediaProblem | null>} what is missing
   */
  async startCheck() {
    if (isLive(this.#state.call)) return null;
    await this.#own.open("video");
    return this.#own.problem;
  }

  /** Releases what the check opened; a call keeps what it has. */
  stopCheck() {
    if (!isLive(this.#state.call)) this.#own.close();
  }

  /** Does not wait for the next attempt: the socket, and the media of a call that is gone. */
  reconnectNow() {
    this.#parts.signalling.reconnect();
    this.#connections.restart();
  }

  /** Leaves without hanging up: the page goes away. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#rings.close();
    this.#connections.close();
    this.#own.close();
    this.#parts.signalling.close();
    this.#parts.sounds.close();
  }

  /** @param {Event} event */
  #dispatch(event) {
    const before = this.#state;
    this.#state = reduce(before, event);
    if (this.#closed || this.#state === before) return;
    this.#settle(before, this.#state);
    this.#parts.sounds.update(this.#state);
    this.#subscribers.tell(this.#state);
  }

  /** Brings everything with a lifetime into line with the state. @param {State} before @param {State} after */
  #settle(before, after) {
    const ended =
      isLive(before.call) &&
      (!isLive(after.call) || (before.call.id !== null && after.call.id !== before.call.id));
    if (ended) this.#release();
    if (before.abandoned !== null && after.abandoned === null) this.#hangUpAbandoned(before, after);
    this.#connections.follow(after);
    if (before.rings !== after.rings) this.#rings.follow(after.rings);
    if (before.call?.id !== after.call?.id || ended)
      this.#parts.page.showCall(isLive(after.call) ? after.call.id : null);
    this.#report.update(this.#state.call);
  }

  #release() {
    this.#connections.hangUp();
    this.#own.close();
    this.#report.forget();
  }

  /** A call was cancelled before the server had named it, and now it has a name. @param {State} before @param {State} after */
  #hangUpAbandoned(before, after) {
    for (const [call, known] of Object.entries(after.known))
      if (known.over && !known.final && before.known[call] === undefined)
        this.#parts.signalling.request({ channel: "hang_up", call });
  }

  #ownMediaChanged() {
    const { muted, cameraOff, problem } = this.#own;
    this.#connections.tracksChanged();
    if (isLive(this.#state.call)) this.#dispatch({ type: "own_media", muted, cameraOff, problem });
    this.#report.update(this.#state.call);
    this.#streams.tell();
  }

  /** @param {ServerMessage} message */
  #receive(message) {
    if (this.#connections.receive(message, this.#state)) return;
    const before = this.#state;
    if (message.channel === "welcome") this.#report.repeat();
    this.#dispatch({ type: "message", message, now: this.#clock.now() });
    if (message.channel === "welcome") this.#welcomed(message.calls, before);
    if (message.channel === "contacts_changed") this.#contacts.tell();
    if (message.channel === "call_state" && message.state === "ended" && !before.known[message.call]?.final)
      this.#history.tell();
  }

  /** Picks up what this page had before the gap or the reload. @param {import("./protocol.js").Snapshot[]} calls @param {State} before */
  #welcomed(calls, before) {
    this.#history.tell();
    this.#contacts.tell();
    const here = calls.find((one) => one.call === this.#state.call?.id && isLive(this.#state.call));
    if (here && this.#connections.holds(here.call)) this.#resumed(here);
    else if (here && here.state === "ringing" && !isLive(before.call))
      void this.#own.open(here.media, this.#parts.page.recall(here.call));
    else if (here && here.state !== "ringing") this.#takeSeat(here.call, here.media);
    else if (this.#state.seatedElsewhere?.call === this.#parts.page.callId) this.rejoin();
    else if (!isLive(this.#state.call)) this.#parts.page.showCall(null);
    this.#followIntent();
  }

  /** @param {import("./protocol.js").Snapshot} here */
  #resumed(here) {
    if (here.seat === "elsewhere")
      this.#parts.signalling.request({ channel: "rejoin_call", call: here.call });
    else this.#connections.resumed();
    this.#report.update(this.#state.call);
  }

  /** @param {string} call @param {MediaKind} media */
  #takeSeat(call, media) {
    this.#parts.signalling.request({ channel: "rejoin_call", call });
    const recalled = this.#parts.page.recall(call);
    void this.#own.open(recalled?.media ?? media, recalled);
  }

  /** The accept that was pressed on another page of the site. */
  #followIntent() {
    const intent = this.#parts.page.takeIntent();
    if (intent) this.accept(intent.call, intent.media);
  }

  /** Media did not come back in time. */
  #giveUp() {
    const { call } = this.#state;
    if (!isAnswered(call)) return;
    this.#parts.signalling.request({ channel: "hang_up", call: call.id });
    this.#dispatch({ type: "end", reason: call.since === null ? "failed" : "lost", now: this.#clock.now() });
  }
}
