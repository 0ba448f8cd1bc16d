/**
 * What a connection sends: the own tracks on the transceivers there are. They may come late, replaceTrack needs no
 * negotiation. The first sound and the first picture of a connection are microphone and camera, both ways; whatever
 * more there is shows a screen, one way (screen-sender.js).
 *
 * The first picture is small, the whole one follows in steps: a browser begins with a cautious bitrate, for which
 * 720 lines are too much, and drops the first frames or sends them slowly. 180 lines are on the other side's screen
 * in a third of the time (benchmarks/README.md), and grow while the picture still fades in.
 */

import { STEPS as ROOM_STEPS } from "./bandwidth.js";
import { preferHardware } from "./codec-order.js";
import { warn } from "./log.js";
import { preferRed, soundCeiling } from "./opus.js";
import { pictureCeiling } from "./picture-size.js";
import { ScreenSender } from "./screen-sender.js";

/**
 * @typedef {import("./screen-capture.js").ScreenTracks} ScreenTracks
 * @typedef {{audio: MediaStreamTrack | null, video: MediaStreamTrack | null, screen?: ScreenTracks | null}} Tracks
 */

/** So many lines, from so many milliseconds after media may flow; at the end the browser has found its bitrate. */
const FIRST_STEPS = Object.freeze([
  { after: 0, lines: 180 },
  { after: 400, lines: 360 },
  { after: 1_500, lines: Number.POSITIVE_INFINITY },
]);

/** What holds where nothing is said. @type {RTCRtpEncodingParameters} */
const DEFAULTS = { active: true, scaleResolutionDownBy: 1 };

/** Beside a screen the camera is a small picture: so many lines, bits and pictures a second, and after the screen. */
const BESIDE = Object.freeze({ lines: 360, bitrate: 400_000, rate: 20 });

/** What is asked for (media.js), where a browser does not say what it got. */
const UNKNOWN_LINES = 720;

export class Senders {
  /** Names the tracks of one person on the other side, also those that come late. */
  stream = new MediaStream();
  #connection;
  #clock;
  /** @type {Tracks} */
  #tracks = { audio: null, video: null };
  #lines = FIRST_STEPS[0].lines;
  #room = ROOM_STEPS[0];
  #screen;
  #closed = false;
  /** @type {any[]} */
  #timers = [];

  /** @param {RTCPeerConnection} connection @param {import("./clock.js").Clock} clock */
  constructor(connection, clock) {
    this.#connection = connection;
    this.#clock = clock;
    this.#screen = new ScreenSender(connection, clock);
  }

  /** Whether the other side agreed to see the screen; null while none is shown. */
  get screenTaken() {
    return this.#screen.sharing ? this.#screen.taken : null;
  }

  /** @param {RTCRtpTransceiver} transceiver */
  isCamera(transceiver) {
    return this.#cameraLines().includes(transceiver);
  }

  /** What the other one shows, besides themselves. @returns {MediaStreamTrack[]} */
  screenReceived() {
    const camera = this.#cameraLines();
    const others = this.#connection.getTransceivers().filter((one) => !camera.includes(one));
    const coming = others.filter(({ currentDirection: way }) => way === "recvonly" || way === "sendrecv");
    return coming.map(({ receiver }) => receiver.track);
  }

  /** The offerer's transceivers: sound and picture, both ways. */
  prepare() {
    for (const kind of ["audio", "video"])
      this.#prefer(this.#connection.addTransceiver(kind, { direction: "sendrecv", streams: [this.stream] }));
  }

  /** What is sent from now on; null sends nothing of that kind. @param {Tracks} tracks */
  use(tracks) {
    this.#tracks = tracks;
    this.#screen.use(tracks.screen ?? null);
    this.attach();
    this.#fitAll();
  }

  /** The answerer's part: sound and picture go both ways, whether or not there is a track for them yet. */
  takePart() {
    for (const transceiver of this.#running()) {
      if (transceiver.direction === "sendrecv") continue;
      transceiver.direction = "sendrecv";
      transceiver.sender.setStreams(this.stream);
      this.#prefer(transceiver);
    }
  }

  /** Puts our tracks on the transceivers there are; does not wait, the browser keeps the order. */
  attach() {
    this.takePart();
    for (const { sender, receiver } of this.#running())
      this.#put(sender, this.#tracks[receiver.track.kind === "audio" ? "audio" : "video"]);
  }

  /** Media may flow: the whole picture follows. */
  connected() {
    this.#screen.connected();
    if (this.#timers.length > 0) return;
    this.#soundFirst();
    this.#timers = FIRST_STEPS.slice(1).map(({ after, lines }) =>
      this.#clock.setTimeout(() => this.#grow(lines), after),
    );
  }

  close() {
    this.#closed = true;
    this.#screen.close();
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
  }

  /** So much of the picture, from now on; needs no negotiation. @param {import("./bandwidth.js").Step} room */
  limit(room) {
    this.#room = room;
    this.#screen.limit(room);
    this.#fitAll();
  }

  #cameraLines() {
    const lines = this.#connection.getTransceivers().filter((one) => !this.#screen.owns(one));
    const first = (/** @type {string} */ kind) => lines.find(({ receiver }) => receiver.track.kind === kind);
    return [first("audio"), first("video")].filter((one) => one !== undefined);
  }

  #running() {
    if (this.#closed) return [];
    return this.#cameraLines().filter(({ currentDirection }) => currentDirection !== "stopped");
  }

  /** @param {RTCRtpSender} sender @param {MediaStreamTrack | null} track */
  #put(sender, track) {
    if (sender.track === track) return;
    if (track?.kind === "video") this.#fit(sender, track);
    if (track?.kind === "audio") this.#set(sender, { maxBitrate: soundCeiling(track) });
    sender.replaceTrack(track).catch(this.#failed);
  }

  /** @param {number} lines */
  #grow(lines) {
    this.#lines = lines;
    this.#fitAll();
  }

  #fitAll() {
    if (this.#closed) return;
    for (const { sender } of this.#cameraLines())
      if (sender.track?.kind === "video") this.#fit(sender, this.#tracks.video ?? sender.track); // replaceTrack takes a moment
  }

  /** Sends as many lines of the track as it is time for, and as there is room for. @param {RTCRtpSender} sender @param {MediaStreamTrack} track */
  #fit(sender, track) {
    const { active, bitrate, lines, rate } = this.#screen.sharing ? besideScreen(this.#room) : this.#room;
    const settings = track.getSettings();
    const height = settings.height ?? UNKNOWN_LINES;
    const by = Math.max(1, height / Math.min(this.#lines, lines ?? Number.POSITIVE_INFINITY));
    const maxBitrate = Math.min(bitrate ?? Infinity, pictureCeiling(settings) ?? Infinity);
    const limits = {
      maxBitrate: maxBitrate < Infinity ? maxBitrate : undefined,
      maxFramerate: rate ?? undefined,
    };
    this.#set(sender, { active, scaleResolutionDownBy: by, ...limits });
  }

  /** What room there is, sound gets first (W3C WebRTC Priority). */
  #soundFirst() {
    for (const { sender, receiver } of this.#cameraLines()) {
      if (receiver.track.kind !== "audio") continue;
      const maxBitrate = sender.track ? soundCeiling(sender.track) : undefined;
      this.#set(sender, { priority: "high", networkPriority: "high", maxBitrate });
    }
  }

  /** @param {RTCRtpTransceiver} transceiver */
  #prefer(transceiver) {
    preferRed(transceiver);
    preferHardware(transceiver);
  }

  /** @param {RTCRtpSender} sender @param {RTCRtpEncodingParameters} change */
  #set(sender, change) {
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    const names = /** @type {(keyof RTCRtpEncodingParameters)[]} */ (Object.keys(change));
    if (!encoding || names.every((name) => (encoding[name] ?? DEFAULTS[name]) === change[name])) return;
    Object.assign(encoding, change);
    sender.setParameters(parameters).catch(this.#failed);
  }

  #failed = (/** @type {unknown} */ error) => {
    if (!this.#closed) warn("senders: what is sent could not be changed", error);
  };
}

/** @param {import("./bandwidth.js").Step} room @returns {import("./bandwidth.js").Step} */
function besideScreen(room) {
  const least = (/** @type {number | null} */ one, /** @type {number} */ other) =>
    Math.min(one ?? other, other);
  return {
    ...room,
    lines: least(room.lines, BESIDE.lines),
    bitrate: least(room.bitrate, BESIDE.bitrate),
    rate: least(room.rate, BESIDE.rate),
  };
}
