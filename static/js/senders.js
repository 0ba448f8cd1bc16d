/**
 * What a connection sends: the own tracks on the transceivers there are. They may come late, replaceTrack needs no
 * negotiation.
 *
 * The first picture is small, the whole one follows in steps: a browser begins with a cautious bitrate, for which
 * 720 lines are too much, and drops the first frames or sends them slowly. 180 lines are on the other side's screen
 * in a third of the time (benchmarks/README.md), and grow while the picture still fades in.
 */

import { warn } from "./log.js";

/** @typedef {{audio: MediaStreamTrack | null, video: MediaStreamTrack | null}} Tracks */

/** So many lines, from so many milliseconds after media may flow; at the end the browser has found its bitrate. */
const STEPS = Object.freeze([
  { after: 0, lines: 180 },
  { after: 400, lines: 360 },
  { after: 1_500, lines: Number.POSITIVE_INFINITY },
]);

/** What is asked for (media.js), where a browser does not say what it got. */
const UNKNOWN_LINES = 720;

export class Senders {
  /** Names the tracks of one person on the other side, also those that come late. */
  stream = new MediaStream();
  #connection;
  #clock;
  /** @type {Tracks} */
  #tracks = { audio: null, video: null };
  #lines = STEPS[0].lines;
  #closed = false;
  /** @type {any[]} */
  #timers = [];

  /** @param {RTCPeerConnection} connection @param {import("./clock.js").Clock} clock */
  constructor(connection, clock) {
    this.#connection = connection;
    this.#clock = clock;
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
      }
      this.#put(sender, this.#tracks[receiver.track.kind === "audio" ? "audio" : "video"]);
    }
  }

  /** Media may flow: the whole picture follows. */
  connected() {
    if (this.#timers.length > 0) return;
    this.#timers = STEPS.slice(1).map(({ after, lines }) =>
      this.#clock.setTimeout(() => this.#grow(lines), after),
    );
  }

  close() {
    this.#closed = true;
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
  }

  /** @param {RTCRtpSender} sender @param {MediaStreamTrack | null} track */
  #put(sender, track) {
    if (sender.track === track) return;
    if (track?.kind === "video") this.#scale(sender, track);
    sender.replaceTrack(track).catch(this.#failed);
  }

  /** @param {number} lines */
  #grow(lines) {
    this.#lines = lines;
    for (const sender of this.#connection.getSenders())
      if (sender.track?.kind === "video") this.#scale(sender, sender.track);
  }

  /** Sends as many lines of the track as it is time for. @param {RTCRtpSender} sender @param {MediaStreamTrack} track */
  #scale(sender, track) {
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    const by = Math.max(1, (track.getSettings().height ?? UNKNOWN_LINES) / this.#lines);
    if (!encoding || (encoding.scaleResolutionDownBy ?? 1) === by) return;
    encoding.scaleResolutionDownBy = by;
    sender.setParameters(parameters).catch(this.#failed);
  }

  #failed = (/** @type {unknown} */ error) => {
    if (!this.#closed) warn("senders: what is sent could not be changed", error);
  };
}
