/**
 * The camera, microphone and speaker in use: chosen by their person, remembered, and followed when one is plugged in
 * or pulled out, in a call without a negotiation and without a gap.
 */

import { defaultIn, devicesIn, find, renamed } from "./device-choice.js";
import { plugged, together } from "./hot-plug.js";
import { Listeners } from "./listeners.js";

/**
 * @typedef {import("./device-choice.js").Device} Device
 * @typedef {import("./device-choice.js").DeviceKind} DeviceKind
 * @typedef {import("./device-choice.js").Choice} Choice
 * @typedef {import("./device-choice.js").Info} Info
 * @typedef {import("./call-state.js").MediaProblem} MediaProblem
 * @typedef {{devices(): Promise<Info[]>, ondevices(task: () => void): () => void}} DeviceRoom
 */

/** What a headset brings comes in several pieces, and the system chooses its default a moment later. */
const SETTLE_MS = 300;
/** @type {Record<"camera" | "microphone", "video" | "audio">} */
const TRACKS = { camera: "video", microphone: "audio" };
/** How sound and picture are taken: changing one of these opens the device anew. */
const OF_SOUND = /** @type {const} */ (["noise", "gain", "music"]);
const OF_PICTURE = /** @type {const} */ (["saver", "blur", "quality"]);

export class Devices {
  #room;
  #own;
  #preferences;
  #clock;
  /** @type {Info[]} */
  #infos = [];
  /** @type {any} */
  #timer = null;
  #unlisten;
  /** @type {Listeners<[]>} */
  #listeners = new Listeners();
  /** What has just been plugged in and nobody has chosen; null once it is answered or gone. @type {Device | null} */
  offer = null;

  /**
   * @param {{
   *   room: DeviceRoom, own: import("./local-media.js").LocalMedia, clock: import("./clock.js").Clock,
   *   preferences: import("./preferences.js").Preferences,
   * }} parts
   */
  constructor({ room, own, preferences, clock }) {
    this.#room = room;
    this.#own = own;
    this.#preferences = preferences;
    this.#clock = clock;
    this.#unlisten = room.ondevices(() => this.#soon());
    void this.refresh();
  }

  /** Called after every change of the devices, the choice or the offer. @param {() => void} listener */
  onchange(listener) {
    return this.#listeners.add(listener);
  }

  get choice() {
    return this.#preferences.value;
  }

  /** @param {DeviceKind} kind @returns {Device[]} */
  of(kind) {
    return devicesIn(this.#infos).filter((one) => one.kind === kind);
  }

  /** The chosen one, if it is there; null is the system's choice. @param {DeviceKind} kind */
  chosen(kind) {
    return find(devicesIn(this.#infos), kind, this.choice[kind]);
  }

  /** What the system would take. @param {DeviceKind} kind */
  preset(kind) {
    return defaultIn(this.#infos, kind);
  }

  /** Reads the list anew: the browser tells names only once camera or microphone were allowed. */
  async refresh() {
    this.#infos = await this.#room.devices();
    const change = renamed(this.choice, devicesIn(this.#infos));
    if (Object.keys(change).length > 0) this.#preferences.set(change);
    this.#listeners.tell();
  }

  /** Camera or microphone are open: now the browser tells their names, if it had not before. */
  opened() {
    const { audio, video } = this.#own.tracks;
    if ((audio || video) && !this.#infos.some(({ label }) => label)) void this.refresh();
  }

  /**
   * From now on this device; null leaves it to the system. What is in use stays where the other cannot be opened.
   * @param {DeviceKind} kind @param {Device | null} device @returns {Promise<MediaProblem | null>}
   */
  async choose(kind, device) {
    const chosen = device && { id: device.id, label: device.label };
    return this.#change({ [kind]: chosen }, kind === "speaker" ? null : TRACKS[kind]);
  }

  /** @param {Partial<Choice>} change of everything but the devices @returns {Promise<MediaProblem | null>} */
  async set(change) {
    const differs = (/** @type {keyof Choice} */ name) =>
      name in change && change[name] !== this.choice[name];
    return this.#change(change, OF_SOUND.some(differs) ? "audio" : OF_PICTURE.some(differs) ? "video" : null);
  }

  /** The other side of the phone looks. @returns {Promise<MediaProblem | null>} */
  async flip() {
    const facing = this.#facing() === "user" ? "environment" : "user";
    return this.#change({ facing, camera: null }, "video");
  }

  /** Whether the own picture is shown as in a mirror: never what a phone's back sees. */
  get mirrored() {
    return this.choice.mirror && this.#facing() === "user";
  }

  /** Takes what has just been plugged in, microphone and speaker. */
  async takeOffer() {
    const { offer } = this;
    this.dismissOffer();
    if (!offer) return null;
    const problems = [];
    for (const one of together(devicesIn(this.#infos), offer))
      problems.push(await this.choose(one.kind, one));
    return problems.find(Boolean) ?? null;
  }

  dismissOffer() {
    this.offer = null;
    this.#listeners.tell();
  }

  close() {
    this.#unlisten();
    this.#clock.clearTimeout(this.#timer);
  }

  /** @param {Partial<Choice>} change @param {"audio" | "video" | null} kind whose track it is about */
  async #change(change, kind) {
    const problem = kind && (await this.#own.swap(kind, { ...this.choice, ...change }));
    if (!problem) this.#preferences.set(change);
    this.#listeners.tell();
    return problem;
  }

  /** Which way the camera in use looks; a computer's does not say, and looks at its person. */
  #facing() {
    const said = this.#own.tracks.video?.getSettings?.().facingMode;
    if (said === "user" || said === "environment") return said;
    return this.#own.tracks.video ? "user" : this.choice.facing;
  }

  #soon() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => void this.#follow(), SETTLE_MS);
  }

  async #follow() {
    const before = this.#infos;
    await this.refresh();
    const { audio, video } = this.#own.tracks;
    const using = { audio: idOf(audio), video: idOf(video) };
    const { swap, offer } = plugged({ before, after: this.#infos, choice: this.choice, using });
    const gone = this.offer && !find(devicesIn(this.#infos), this.offer.kind, this.offer);
    if (offer || gone) this.offer = offer;
    for (const kind of swap) await this.#own.swap(kind, this.#present(kind));
    await this.#own.findSound();
    this.#listeners.tell();
  }

  /** A chosen device that is not there just now is not insisted on. @param {"audio" | "video"} kind */
  #present(kind) {
    const device = kind === "audio" ? "microphone" : "camera";
    return this.chosen(device) ? this.choice : { ...this.choice, [device]: null };
  }
}

/** @param {MediaStreamTrack | null} track */
const idOf = (track) => track?.getSettings?.().deviceId || null;
