/**
 * Keeps everything of a call that has a lifetime in line with the call's state: camera and microphone, peer
 * connections, the report to the server, the page's address, the end of rings.
 */

import { CallReports } from "./call-report.js";
import { isAnswered, isLive, wantsMedia } from "./call-state.js";
import { Exchange } from "./channel/exchange.js";
import { Connections } from "./connections.js";
import { LocalMedia } from "./local-media.js";
import { MediaReport } from "./media-report.js";
import { MoveWatch } from "./move-watch.js";
import { outgoing } from "./outgoing.js";
import { PlacingWatch } from "./placing-watch.js";
import { RingWatch } from "./ring-watch.js";
import { Screens } from "./screens.js";
import { Wake } from "./wake.js";

/**
 * @typedef {import("./call-state.js").State} State
 * @typedef {import("./protocol.js").Snapshot} Snapshot
 * @typedef {{
 *   signalling: import("./signalling.js").Signalling,
 *   media: import("./local-media.js").MediaRoom,
 *   makePeer: import("./connection.js").MakePeer,
 *   page: import("./page.js").Page, clock: import("./clock.js").Clock,
 *   safety?: () => Promise<import("./safety/room.js").SafetyRoom | null>,
 *   dispatch: (event: import("./call-state.js").Event) => void,
 *   onstreams: () => void,
 * }} Options
 */

export class Upkeep {
  #options;
  #state;
  #report;
  #callReports;
  #rings;
  #placing;
  #moves;
  #wake;
  own;
  screens;
  connections;
  exchange;
  /** The safety codes, where they could be loaded. */
  safety;
  dispatch;

  /** @param {Options} options @param {State} state */
  constructor(options, state) {
    const { signalling, page, clock, dispatch } = options;
    this.#options = options;
    this.#state = state;
    this.own = new LocalMedia(options.media, () => this.#ownMediaChanged(), clock);
    this.screens = new Screens({
      capture: options.media.captureScreen,
      clock,
      seen: () => this.connections.seen,
      taken: () => this.connections.seen?.screenTaken ?? null,
      onchange: () => this.#screensChanged(),
    });
    this.#rings = new RingWatch(clock, () => dispatch({ type: "expire", now: clock.now() }));
    this.#placing = new PlacingWatch(clock, () => this.#neverLeft());
    this.#wake = new Wake(clock, () => this.#woke());
    this.#moves = new MoveWatch(clock, () => this.takeBack());
    this.#report = new MediaReport({
      send: (message) => signalling.send(message),
      own: this.own,
      screens: this.screens,
      page,
    });
    this.safety = options.safety ?? (async () => null);
    this.dispatch = dispatch;
    this.exchange = new Exchange({ clock, page });
    this.connections = new Connections({
      signalling,
      makePeer: options.makePeer,
      clock,
      own: outgoing(this.own, this.screens),
      page,
      onlink: (epoch, link) => dispatch({ type: "media_link", epoch, state: link, now: clock.now() }),
      onstreams: () => this.#streamsChanged(),
      onchannels: () => this.#speak(),
      onepoch: (call) => signalling.request({ channel: "rejoin_call", call }),
      ongiveup: () => this.giveUp(this.#state.call?.since === null ? "failed" : "lost"),
      onpaused: (paused) => dispatch({ type: "paused", paused }),
      safety: async (about) => (await this.safety())?.begin(about) ?? null,
    });
    this.#callReports = new CallReports({
      send: (report) => signalling.send(report),
      facts: async () => (await this.connections.current?.facts()) ?? null,
      onreport: (report) => dispatch({ type: "report", report }),
      clock,
    });
  }

  /** @param {State} after */
  follow(after) {
    const before = this.#state;
    this.#state = after;
    this.#options.signalling.urgent = isLive(after.call);
    this.#callReports.update(after.call); // before a connection that is over is closed
    const left = isLive(before.call) && !sameCall(before, after);
    if (left) this.#release();
    if (before.abandoned !== null && after.abandoned === null) this.#hangUpAbandoned(before, after);
    this.connections.follow(after);
    this.#speak();
    if (before.rings !== after.rings) this.#rings.follow(after.rings);
    this.#placing.follow(isLive(after.call) && after.call.id === null);
    this.#wake.follow(wantsMedia(after.call));
    this.#moves.follow(after.call?.move === "away");
    if (before.call?.id !== after.call?.id || left) this.#showAddress();
    this.#report.update(after.call);
  }

  /** A welcome: picks up what this page had before the gap or the reload. @param {Snapshot[]} calls @param {boolean} wasLive */
  welcomed(calls, wasLive) {
    this.#report.repeat();
    this.#callReports.resumed();
    this.exchange.memory.settle(calls.map((one) => one.call));
    const { call, seatedElsewhere } = this.#state;
    const here = isLive(call) ? calls.find((one) => one.call === call.id) : undefined;
    if (here) this.#comeBack(here, wasLive);
    else if (!isLive(call) && !seatedElsewhere) this.#showAddress();
    this.#report.update(call);
  }

  /**
   * Asks for the seat of a call, and opens what one took part with.
   * @param {string} call @param {import("./protocol.js").MediaKind} media
   * @param {{move?: true, choice?: {muted: boolean, cameraOff: boolean}}} [how] `move`: also from a page that lives;
   *   `choice`: how one took part there
   */
  takeSeat(call, media, { move, choice } = {}) {
    this.#options.signalling.request({ channel: "rejoin_call", call, ...(move && { move }) });
    const recalled = this.#options.page.recall(call);
    if (recalled?.sharing) this.screens.reloaded();
    void this.own.open(recalled?.media ?? media, recalled ?? choice);
  }

  /** The call that is on its way to another device of mine stays here after all. */
  takeBack() {
    const { call } = this.#state;
    if (call?.id && call.move === "away")
      this.#options.signalling.request({ channel: "rejoin_call", call: call.id, move: true });
  }

  /** Ends an answered call for both, and says here why. @param {string} reason */
  giveUp(reason) {
    const { signalling, dispatch, clock } = this.#options;
    const { call } = this.#state;
    if (!isAnswered(call)) return;
    signalling.request({ channel: "hang_up", call: call.id });
    dispatch({ type: "end", reason, now: clock.now() });
  }

  close() {
    this.#callReports.close();
    this.#rings.close();
    this.#placing.close();
    this.#moves.close();
    this.#wake.close();
    this.exchange.close();
    this.connections.close();
    this.screens.close();
    this.own.close();
  }

  /** @param {Snapshot} here @param {boolean} wasLive */
  #comeBack(here, wasLive) {
    const { signalling, page } = this.#options;
    if (here.state === "ringing") {
      if (this.connections.holds(here.call)) this.connections.resumed();
      if (!wasLive) void this.own.open(here.media, page.recall(here.call));
    } else if (!this.connections.holds(here.call)) this.takeSeat(here.call, here.media);
    else if (this.#state.call?.move === "away")
      return; // it goes to another device of mine
    else if (here.seat === "elsewhere") signalling.request({ channel: "rejoin_call", call: here.call });
    else this.connections.resumed();
  }

  /** What the two pages say to each other, over the present connection. */
  #speak() {
    const { call } = this.#state;
    const { current } = this.connections;
    const answered = wantsMedia(call) && current?.call === call.id;
    if (answered || !isLive(call)) this.exchange.follow(answered ? call.id : null, current?.channels);
  }

  #release() {
    // Camera and microphone first: closing a connection can keep the page busy for a while.
    this.own.close();
    this.screens.close();
    this.connections.hangUp();
    this.#report.forget();
  }

  /** A call was cancelled before the server had named it, and now it has a name. @param {State} before @param {State} after */
  #hangUpAbandoned(before, after) {
    for (const [call, known] of Object.entries(after.known))
      if (known.over && !known.final && before.known[call] === undefined)
        this.#options.signalling.request({ channel: "hang_up", call });
  }

  /** The address says which call the page is in, for a reload. */
  #showAddress() {
    const { call } = this.#state;
    this.#options.page.showCall(isLive(call) ? call.id : null);
  }

  #ownMediaChanged() {
    const { muted, cameraOff, problem } = this.own;
    this.connections.tracksChanged();
    if (isLive(this.#state.call)) this.#options.dispatch({ type: "own_media", muted, cameraOff, problem });
    this.#report.update(this.#state.call);
    this.#options.onstreams();
  }

  /** The other one is seen otherwise than before. */
  #streamsChanged() {
    this.#options.onstreams();
    // Later: the state may just be followed, and is not to change under that.
    queueMicrotask(() => this.#options.dispatch({ type: "screens", screens: this.screens.view }));
  }

  #screensChanged() {
    this.connections.tracksChanged();
    this.#streamsChanged();
    this.#report.update(this.#state.call);
  }

  /** The line first: another path for the media is agreed on over it. */
  #woke() {
    this.#options.signalling.reconnect();
    this.connections.restart(true);
  }

  /** The server did not answer, and by now is not asked any more. */
  #neverLeft() {
    const { signalling, dispatch, clock } = this.#options;
    signalling.withdraw("start_call");
    dispatch({ type: "end", reason: "not_sent", now: clock.now() });
  }
}

/** Whether the live call of the one state is the live call of the other. @param {State} before @param {State} after */
function sameCall(before, after) {
  return isLive(after.call) && (before.call?.id === null || before.call?.id === after.call.id);
}
