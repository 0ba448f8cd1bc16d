/**
 * One call: joins signalling, the peer connection and the own camera and microphone. Views subscribe to its
 * state (call-state.js) and hand it intents; they never speak to the socket.
 */

import { newAttempt } from "./attempt.js";
import { initial, isLive } from "./call-state.js";
import { endedBySignOut } from "./call-view.js";
import { realClock } from "./clock.js";
import { Listeners } from "./listeners.js";
import { PageState } from "./page-state.js";
import { Upkeep } from "./upkeep.js";

/**
 * @typedef {import("./call-state.js").State} State
 * @typedef {import("./protocol.js").MediaKind} MediaKind
 * @typedef {{
 *   signalling: import("./signalling.js").Signalling,
 *   media: import("./local-media.js").MediaRoom,
 *   makePeer: import("./connection.js").MakePeer,
 *   sounds: {update(state: State): void, enabled: boolean, close(): void},
 *   page: import("./page.js").Page,
 *   clock?: import("./clock.js").Clock,
 *   safety?: () => Promise<import("./safety/room.js").SafetyRoom | null>,
 * }} Parts
 */

/** @param {Parts} parts @returns {Call} the one call room of the live page; it opens nothing by itself */
export function createCall(parts) {
  return new Call(parts);
}

export class Call {
  #closed = false;
  #parts;
  #clock;
  #pageState;
  /** @type {Record<"streams" | "contacts" | "history", Listeners<[]>>} */
  #news = { streams: new Listeners(), contacts: new Listeners(), history: new Listeners() };
  #upkeep;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? realClock;
    this.#pageState = new PageState({ clock: this.#clock, follow: (after) => this.#follow(after) });
    this.#upkeep = new Upkeep(
      {
        ...{ ...parts, clock: this.#clock },
        dispatch: (event) => this.#pageState.dispatch(event),
        onstreams: () => this.#news.streams.tell(),
      },
      initial,
    );
    this.#pageState.listen(parts.signalling, (message) => this.#receive(message));
  }

  get state() {
    return this.#pageState.value;
  }

  /** The own camera and microphone, for the self-view. @returns {MediaStream | null} */
  get localStream() {
    return this.#upkeep.own.stream;
  }

  /** What a call is made of while it lasts: the `own` camera and microphone, the `screens`, the `connections`. */
  get upkeep() {
    return this.#upkeep;
  }

  /** What comes of the other one: sound and picture. */
  get remote() {
    return this.#upkeep.connections.seen?.remote ?? null;
  }

  /** What the two pages of the call say to each other. */
  get exchange() {
    return this.#upkeep.exchange;
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
    return this.#pageState.subscribe(listener);
  }

  /** The own or the other one’s sound, picture or screen changed. @param {() => void} listener */
  onstreams(listener) {
    return this.#news.streams.add(listener);
  }

  /** The contact list is to be fetched again. @param {() => void} listener */
  oncontacts(listener) {
    return this.#news.contacts.add(listener);
  }

  /** The history is to be fetched again. @param {() => void} listener */
  onhistory(listener) {
    return this.#news.history.add(listener);
  }

  /** Calls somebody; does nothing while in a call. @param {string} username @param {string} name @param {MediaKind} media */
  place(username, name, media) {
    if (isLive(this.state.call)) return;
    this.#pageState.dispatch({ type: "place", username, name, media });
    this.#parts.signalling.request({ channel: "start_call", to: username, media, ref: newAttempt() });
    this.#parts.signalling.probe(); // an idle page may not have noticed that its network changed
    void this.#upkeep.own.open(media);
  }

  /** Answers a ring; hangs up first when in another call. @param {string} call @param {MediaKind} media */
  accept(call, media) {
    if (!this.state.rings.some((ring) => ring.call === call)) return;
    this.hangUp();
    // First what the other side waits for: drawing the call takes longer than sending it.
    this.#parts.signalling.request({ channel: "accept_call", call, media });
    this.#upkeep.connections.answer(call);
    void this.#upkeep.own.open(media);
    this.#pageState.dispatch({ type: "accept", call, media });
  }

  /** @param {string} call */
  decline(call) {
    if (!this.state.rings.some((ring) => ring.call === call)) return;
    this.#pageState.dispatch({ type: "decline", call });
    this.#parts.signalling.request({ channel: "decline_call", call });
  }

  /** Ends the call, or cancels it while it rings; every track stops at once. */
  hangUp() {
    const { call } = this.state;
    if (!isLive(call)) return;
    this.#parts.signalling.withdraw("start_call");
    if (call.id !== null) this.#parts.signalling.request({ channel: "hang_up", call: call.id });
    this.#pageState.dispatch({ type: "hang_up", now: this.#clock.now() });
  }

  /** Calls the person of the call that ended. */
  callAgain() {
    const { call } = this.state;
    if (call?.phase === "ended") this.place(call.peer.username, call.peer.name, call.media);
  }

  /** Moves the call here from another page of mine, or returns to one whose page is gone. */
  moveHere() {
    this.#rejoin(true);
  }

  /** The call that is on its way to another device of mine stays here. */
  keepHere() {
    this.#upkeep.takeBack();
  }

  /** Clears an ended call and the last error from the screen. */
  dismiss() {
    this.#pageState.dispatch({ type: "dismiss" });
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    this.#upkeep.own.setMuted(muted);
  }

  /** Off keeps the camera but sends black; on opens it if there is none yet. @param {boolean} off */
  setCameraOff(off) {
    this.#upkeep.own.setCameraOff(off);
  }

  /** Asks for camera and microphone again after a failure. */
  retryMedia() {
    if (isLive(this.state.call)) void this.#upkeep.own.retry();
  }

  /**
   * Opens camera and microphone without a call, for their person to see that they work; `localStream` has them.
   * @returns {Promise<import("./call-state.js").MediaProblem | null>} what is missing
   */
  async startCheck() {
    if (isLive(this.state.call)) return null;
    await this.#upkeep.own.open("video");
    return this.#upkeep.own.problem;
  }

  /** Releases what the check opened; a call keeps what it has. */
  stopCheck() {
    if (!isLive(this.state.call)) this.#upkeep.own.close();
  }

  /** Does not wait for the next attempt: the socket, and the media of a call that is gone. */
  reconnectNow() {
    this.#parts.signalling.reconnect();
    this.#upkeep.connections.restart();
  }

  /** Leaves without hanging up: the page goes away. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#pageState.close();
    this.#upkeep.close();
    this.#parts.signalling.close();
    this.#parts.sounds.close();
  }

  /** @param {State} state */
  #follow(state) {
    this.#upkeep.follow(state);
    this.#parts.sounds.update(state);
  }

  /** @param {import("./protocol.js").ServerMessage} message */
  #receive(message) {
    if (this.#upkeep.connections.receive(message, this.state)) return;
    const before = this.state;
    this.#pageState.hear(message);
    if (message.channel === "welcome") this.#welcomed(message.calls, isLive(before.call));
    if (message.channel === "contacts_changed") this.#news.contacts.tell();
    if (message.channel !== "call_state" || message.state !== "ended" || before.known[message.call]?.final)
      return;
    if (!endedBySignOut(message)) this.#news.history.tell();
  }

  /** @param {boolean} pressed a page that was only opened takes nothing away from one that lives */
  #rejoin(pressed) {
    const there = this.state.seatedElsewhere;
    if (!there || isLive(this.state.call)) return;
    this.#pageState.dispatch({ type: "rejoin" });
    this.#upkeep.takeSeat(there.call, there.media, { ...(pressed && { move: true }), choice: there });
  }

  /** @param {import("./protocol.js").Snapshot[]} calls @param {boolean} wasLive */
  #welcomed(calls, wasLive) {
    this.#news.history.tell();
    this.#news.contacts.tell();
    const there = this.state.seatedElsewhere?.call;
    if (there !== undefined && there === this.#parts.page.callId) this.#rejoin(false);
    else this.#upkeep.welcomed(calls, wasLive);
    const intent = this.#parts.page.takeIntent(); // the accept that was pressed on another page of the site
    if (intent) this.accept(intent.call, intent.media);
  }
}
