/**
 * The own camera and microphone during one call: opened by a click, released at its end, muted by switching the track off
 * (`enabled`), opened again when a device goes away. A camera that stays off is let go of, and comes back by itself.
 */

import { realClock } from "./clock.js";
import { stopAll } from "./stop-tracks.js";
import { Timers } from "./timers.js";

/**
 * @typedef {import("./protocol.js").MediaKind} MediaKind
 * @typedef {import("./call-state.js").MediaProblem} MediaProblem
 * @typedef {import("./media.js").Wish} Wish
 * @typedef {{
 *   capture(wish: Wish, how?: Partial<import("./media.js").How>): Promise<import("./media.js").Captured>,
 *   granted(kind: MediaKind): Promise<boolean>,
 *   captureScreen: import("./screens.js").CaptureScreen,
 * }} MediaRoom
 */

/** Off for so long, it is not only a moment. */
const DARK_MS = 3_000;

export class LocalMedia {
  #room;
  #onchange;
  /** Rises with every open and close: a camera that comes too late is stopped at once. */
  #turn = 0;
  #opening = 0;
  /** The person switched the camera off: asking again for what is missing does not mean it. */
  #darkByChoice = false;
  /** @type {Timers<"dark">} */
  #timers;
  /** @type {MediaKind} */
  kind = "voice";
  muted = false;
  cameraOff = false;
  /** @type {MediaProblem | null} */
  problem = null;
  /** For the self-view. @type {MediaStream | null} */
  stream = null;
  /** @type {import("./peer.js").Tracks} */
  tracks = { audio: null, video: null };
  /** @type {{of: MediaStreamTrack, copy: MediaStreamTrack, stream: MediaStream} | null} */
  #voice = null;

  /** @param {MediaRoom} room @param {() => void} onchange @param {import("./clock.js").Clock} [clock] */
  constructor(room, onchange, clock = realClock) {
    this.#timers = new Timers(clock);
    this.#room = room;
    this.#onchange = onchange;
  }

  /** Whether nothing is being opened: what there is, is all. */
  get settled() {
    return this.#opening === 0;
  }

  /** Whether a call's devices were opened as far as can be. */
  get ready() {
    return this.stream !== null && this.settled;
  }

  get sendsAudio() {
    return this.tracks.audio !== null && !this.muted;
  }

  get sendsVideo() {
    return this.tracks.video !== null && !this.cameraOff;
  }

  /** @param {MediaKind} kind */
  granted(kind) {
    return this.#room.granted(kind);
  }

  /**
   * A voice call never touches the camera.
   * @param {MediaKind} kind @param {{muted: boolean, cameraOff: boolean} | null} [choice] from before a reload
   */
  async open(kind, choice = null) {
    this.#stop();
    this.kind = kind;
    this.muted = choice?.muted ?? false;
    this.cameraOff = choice?.cameraOff ?? kind === "voice";
    this.#darkByChoice = this.cameraOff;
    await this.#capture({ audio: true, video: kind === "video" && !this.cameraOff });
  }

  /** Asks again for what is missing. */
  async retry() {
    const wish = {
      audio: this.tracks.audio === null,
      video: this.tracks.video === null && this.kind === "video" && !this.#darkByChoice,
    };
    if (!this.settled || !(wish.audio || wish.video)) return;
    if (wish.video) this.cameraOff = false;
    await this.#capture(wish);
  }

  /** A microphone may be there again: opened if the call has none. */
  async findSound() {
    if (this.ready && this.tracks.audio === null) await this.#capture({ audio: true, video: false });
  }

  /**
   * Opens another device, or the same one in another way, in place of the one in use; that one stays when it fails.
   * Nothing happens while none is in use.
   * @param {"audio" | "video"} kind @param {Partial<import("./media.js").How>} [how] other than was chosen so far
   * @returns {Promise<MediaProblem | null>} why it stayed
   */
  async swap(kind, how = {}) {
    const old = this.tracks[kind];
    if (!old || !this.settled) return null;
    const turn = this.#turn;
    this.#opening += 1;
    const { tracks, problem } = await this.#instead(old, { ...how, exact: true });
    if (turn === this.#turn) this.#opening -= 1;
    if (turn !== this.#turn || this.tracks[kind] !== old) {
      stopAll(tracks); // the call is over, or the old one was let go of meanwhile
      return null;
    }
    if (tracks.length === 0 && old.readyState !== "ended") {
      this.#onchange(); // what was muted meanwhile is told now
      return problem;
    }
    this.stream?.removeTrack(old);
    this.tracks = { ...this.tracks, [kind]: null };
    for (const track of tracks) this.#take(track);
    if (!this.tracks.video && kind === "video") this.cameraOff = true;
    this.#onchange(); // it is sent before the old one stops: no gap
    stopAll([old]);
    return problem;
  }

  /**
   * What the microphone hears, also while it is muted: for a level or a hint, never sent. It ends with the microphone.
   * @returns {MediaStream | null}
   */
  get voice() {
    const { audio } = this.tracks;
    if (this.#voice?.of === audio) return this.#voice?.stream ?? null;
    this.#hush();
    if (!audio) return null;
    const copy = audio.clone();
    copy.enabled = true; // a copy is as muted as what it was made of
    this.#voice = { of: audio, copy, stream: new MediaStream([copy]) };
    return this.#voice.stream;
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    this.muted = muted;
    if (this.tracks.audio) this.tracks.audio.enabled = !muted;
    this.#onchange();
  }

  /** On opens the camera when there is none yet, also in a voice call: the person asked for it. @param {boolean} off */
  setCameraOff(off) {
    this.cameraOff = this.#darkByChoice = off;
    this.#timers.start("dark", DARK_MS, () => this.letGoOfCamera());
    if (this.tracks.video) this.tracks.video.enabled = !off;
    this.#onchange();
    if (off || this.tracks.video || !this.stream || !this.settled) return;
    this.kind = "video";
    void this.#capture({ audio: false, video: true });
  }

  /** Releases camera and microphone. */
  close() {
    if (this.stream === null && this.settled) return;
    this.#stop();
    this.#onchange();
  }

  /** @param {Wish} wish */
  async #capture(wish) {
    const turn = this.#turn;
    this.stream ??= new MediaStream();
    this.#opening += 1;
    const { tracks, problem } = await this.#room.capture(wish);
    if (turn !== this.#turn) return stopAll(tracks);
    this.#opening -= 1;
    this.problem = problem;
    for (const track of tracks) this.#take(track);
    if (wish.video && !this.tracks.video) this.cameraOff = true;
    this.#onchange();
  }

  /** @param {MediaStreamTrack} track */
  #take(track) {
    const kind = track.kind === "audio" ? "audio" : "video";
    track.enabled = kind === "audio" ? !this.muted : !this.cameraOff;
    if (kind === "video") track.contentHint = "motion";
    track.onended = () => this.#unplugged(kind, track);
    this.tracks = { ...this.tracks, [kind]: track };
    this.stream?.addTrack(track);
  }

  /**
   * A phone has one camera open at a time: where the old one is in the way it goes first, and comes back if need be.
   * @param {MediaStreamTrack} old @param {Partial<import("./media.js").How>} how
   */
  async #instead(old, how) {
    const wish = { audio: old.kind === "audio", video: old.kind === "video" };
    const turn = this.#turn;
    const first = await this.#room.capture(wish, how);
    if (first.problem !== "in_use" || turn !== this.#turn) return first;
    stopAll([old]);
    const second = await this.#room.capture(wish, how);
    if (second.problem === null || turn !== this.#turn) return second;
    const { tracks } = await this.#room.capture(wish);
    return { tracks, problem: second.problem };
  }

  /** The device went away, or its permission: another may be there. @param {"audio" | "video"} kind @param {MediaStreamTrack} track */
  #unplugged(kind, track) {
    this.stream?.removeTrack(track);
    if (this.tracks[kind] !== track) return;
    this.tracks = { ...this.tracks, [kind]: null };
    this.#onchange();
    void this.#capture({ audio: kind === "audio", video: kind === "video" });
  }

  /** Its light goes out; it comes back without a negotiation. Only while it is off. */
  letGoOfCamera() {
    const { video } = this.tracks;
    if (!this.cameraOff || !video || !this.settled) return;
    this.tracks = { ...this.tracks, video: null };
    this.stream?.removeTrack(video);
    this.#onchange(); // first it is no longer sent
    stopAll([video]);
  }

  #hush() {
    stopAll([this.#voice?.copy ?? null]);
    this.#voice = null;
  }

  #stop() {
    this.#turn += 1;
    this.#hush();
    this.#timers.stopAll();
    this.#opening = 0;
    stopAll([this.tracks.audio, this.tracks.video]);
    this.tracks = { audio: null, video: null };
    this.stream = null;
    this.problem = null;
  }
}
