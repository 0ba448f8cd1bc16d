/**
 * What a connection sends: the own tracks on the transceivers there are. They may come late, replaceTrack needs no
 * negotiation.
 *
 * The first picture is small, the whole one follows in steps: a browser begins with a cautious bitrate, for which
 * 720 lines are too much, and drops the first frames or sends them slowly. 180 lines are on the other side's screen
 * in a third of the time (benchmarks/README.md), and grow while the picture still fades in.
 */

import { STEPS as ROOM_STEPS } from "./bandwidth.js";
import { warn } from "./log.js";
import { preferRed } from "./opus.js";

/** @typedef {{audio: MediaStreamTrack | null, video: MediaStreamTrack | null}} Tracks */

/** So many lines, from so many milliseconds after media may flow; at the end the browser has found its bitrate. */
const FIRST_STEPS = Object.freeze([
  { after: 0, lines: 180 },
  { after: 400, lines: 360 },
  { after: 1_500, lines: Number.POSITIVE_INFINITY },
]);

/** What holds where nothing is said. @type {RTCRtpEncodingParameters} */
const DEFAULTS = { active: true, scaleResolutionDownBy: 1 };

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
  #closed = false;
  /** @type {any[]} */
  #timers = [];

  /** @param {RTCPeerConnection} connection @param {import("./clock.js").Clock} clock */
  constructor(connection, clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** The offerer's transceivers: sound and picture, both ways. */
  prepare() {
    for (const kind of ["audio", "video"])
      preferRed(this.#connection.addTransceiver(kind, { direction: "sendrecv", streams: [this.stream] }));
  }

  /** What is sent from now on; null sends nothing of that kind. @param {Tracks} tracks */
  use(tracks) {
    this.#tracks = tracks;
    this.attach();
  }

  /** Puts our tracks on the transceivers there are; does not wait, the browser keeps the order. */
  attach() {
    if (this.#closed) return;
    for (const transceiver of this.#connection.getTransceivers()) {
      const { sender, receiver } = transceiver;
      if (transceiver.currentDirection === "stopped") continue;
      if (transceiver.direction !== "sendrecv") {
        transceiver.direction = "sendrecv";
        sender.setStreams(this.stream);
        preferRed(transceiver);
      }
      this.#put(sender, this.#tracks[receiver.track.kind === "audio" ? "audio" : "video"]);
    }
  }

  /** Media may flow: the whole picture follows. */
  connected() {
    if (this.#timers.length > 0) return;
    this.#soundFirst();
    this.#timers = FIRST_STEPS.slice(1).map(({ after, lines }) =>
      this.#clock.setTimeout(() => this.#grow(lines), after),
    );
  }

  close() {
    this.#closed = true;
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
  }

  /** So much of the picture, from now on; needs no negotiation. @param {import("./bandwidth.js").Step} room */
  limit(room) {
    this.#room = room;
    this.#fitAll();
  }

  /** @param {RTCRtpSender} sender @param {MediaStreamTrack | null} track */
  #put(sender, track) {
    if (sender.track === track) return;
    if (track?.kind === "video") this.#fit(sender, track);
    sender.replaceTrack(track).catch(this.#failed);
  }

  /** @param {number} lines */
  #grow(lines) {
    this.#lines = lines;
    this.#fitAll();
  }

  #fitAll() {
    if (this.#closed) return;
    for (const sender of this.#connection.getSenders())
      if (sender.track?.kind === "video") this.#fit(sender, sender.track);
  }

  /** Sends as many lines of the track as it is time for, and as there is room for. @param {RTCRtpSender} sender @param {MediaStreamTrack} track */
  #fit(sender, track) {
    const { active, bitrate, lines, rate } = this.#room;
    const height = track.getSettings().height ?? UNKNOWN_LINES;
    const by = Math.max(1, height / Math.min(this.#lines, lines ?? Number.POSITIVE_INFINITY));
    const limits = { maxBitrate: bitrate ?? undefined, maxFramerate: rate ?? undefined };
    this.#set(sender, { active, scaleResolutionDownBy: by, ...limits });
  }

  /** What room there is, sound gets first (W3C WebRTC Priority). */
  #soundFirst() {
    for (const { sender, receiver } of this.#connection.getTransceivers())
      if (receiver.track.kind === "audio") this.#set(sender, { priority: "high", networkPriority: "high" });
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
