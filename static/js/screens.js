/**
 * The screens of a call: the own one, shown by a click and taken back by another one, by the browser's own bar or by
 * the end of the call; and the other one's.
 */

import { stopAll } from "./stop-tracks.js";
import { Timers } from "./timers.js";

/**
 * @typedef {import("./screen-capture.js").ScreenTracks} ScreenTracks
 * @typedef {import("./screen-capture.js").ScreenProblem} ScreenProblem
 * @typedef {{own: boolean, theirs: boolean, problem: ScreenProblem | null}} ScreensView which are shown just now
 * @typedef {() => Promise<import("./screen-capture.js").CapturedScreen>} CaptureScreen
 */

/** Not agreed on for so long: the other one's program takes no screen. */
const REFUSED_MS = 12_000;

export class Screens {
  #options;
  /** @type {Timers<"refused">} */
  #timers;
  /** Rises with every start and stop: what is captured too late is let go at once. */
  #turn = 0;
  #choosing = false;
  /** What is shown of the own screen. @type {ScreenTracks | null} */
  tracks = null;
  /** @type {ScreenProblem | null} */
  problem = null;

  /**
   * @param {{
   *   capture: CaptureScreen,
   *   clock: import("./clock.js").Clock,
   *   seen: () => {remote: {screen: MediaStream | null}} | null,
   *   taken: () => boolean | null,
   *   onchange: () => void,
   * }} options `taken`: whether the other side agreed to see it, null where that cannot be said
   */
  constructor(options) {
    this.#options = options;
    this.#timers = new Timers(options.clock);
  }

  /** The other one's screen, with its sound. @returns {MediaStream | null} */
  get theirs() {
    return this.#options.seen()?.remote.screen ?? null;
  }

  /** @returns {ScreensView} */
  get view() {
    return Object.freeze({ own: this.tracks !== null, theirs: this.theirs !== null, problem: this.problem });
  }

  /** Lets the person choose what to show, and shows it. Does nothing while one is shown or chosen. */
  async share() {
    if (this.tracks || this.#choosing) return;
    this.#choosing = true;
    this.#fail(null);
    const turn = this.#turn;
    const { tracks, problem } = await this.#options.capture();
    this.#choosing = false;
    if (turn !== this.#turn) return letGo(tracks); // the call ended meanwhile
    if (tracks) this.#show(tracks);
    else this.#fail(problem);
  }

  /** The own screen is not shown any more. @param {ScreenProblem | null} [problem] why, where nobody asked for it */
  stop(problem = null) {
    this.#timers.stopAll();
    const shown = this.tracks;
    this.tracks = null;
    letGo(shown);
    if (shown || problem !== this.problem) this.#fail(problem);
  }

  /** The page was loaded again, which ended what it showed. */
  reloaded() {
    this.#fail("reloaded");
  }

  /** What went wrong was read. */
  dismiss() {
    this.#fail(null);
  }

  /** The call is over. */
  close() {
    this.#turn += 1;
    this.stop();
  }

  /** @param {ScreenTracks} tracks */
  #show(tracks) {
    this.tracks = tracks;
    tracks.video.onended = () => this.stop(); // the browser's own bar, or the window is gone
    if (tracks.audio) tracks.audio.onended = () => this.#silence();
    this.#timers.start("refused", REFUSED_MS, () => this.#options.taken() === false && this.stop("refused"));
    this.#options.onchange();
  }

  /** The picture stays. */
  #silence() {
    if (this.tracks) this.tracks = { ...this.tracks, audio: null };
    this.#options.onchange();
  }

  /** @param {ScreenProblem | null} problem */
  #fail(problem) {
    this.problem = problem;
    this.#options.onchange();
  }
}

/** @param {ScreenTracks | null} tracks */
const letGo = (tracks) => stopAll([tracks?.video ?? null, tracks?.audio ?? null]);
