/**
 * What a connection sends: the own tracks on the transceivers there are. They may come late, replaceTrack needs no
 * negotiation.
 *
 * The first picture is small, the whole one follows: a browser begins with a cautious bitrate, for which 720 lines
 * are too much, and drops the first frames or sends them slowly. 360 lines are on the other side's screen in half
 * the time (benchmarks/README.md).
 */

import { warn } from "./log.js";

/** @typedef {{audio: MediaStreamTrack | null, video: MediaStreamTrack | null}} Tracks */

const FIRST_LINES = 360;
/** From when media may flow; by then the browser has found a bitrate for the whole picture. */
const WHOLE_AFTER_MS = 1_500;

export class Senders {
  /** Names the tracks of one person on the other side, also those that come late. */
  stream = new MediaStream();
  #connection;
  #clock;
  /** @type {Tracks} */
  #tracks = { audio: null, video: null };
  #whole = false;
  #closed = false;
  /** @type {any} */
  #timer = null;

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
    if (this.#whole || this.#timer !== null) return;
    this.#timer = this.#clock.setTimeout(() => this.#grow(), WHOLE_AFTER_MS);
  }

  close() {
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
  }

  /** @param {RTCRtpSender} sender @param {MediaStreamTrack | null} track */
  #put(sender, track) {
    if (sender.track === track) return;
    if (track?.kind === "video" && !this.#whole) {
      const lines = track.getSettings().height ?? 2 * FIRST_LINES;
      this.#shrink(sender, Math.max(1, lines / FIRST_LINES));
    }
    sender.replaceTrack(track).catch(this.#failed);
  }

  #grow() {
    this.#whole = true;
    for (const sender of this.#connection.getSenders())
      if (sender.track?.kind === "video") this.#shrink(sender, 1);
  }

  /** Sends the picture with its lines and columns divided by `by`. @param {RTCRtpSender} sender @param {number} by */
  #shrink(sender, by) {
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    if (!encoding) return;
    encoding.scaleResolutionDownBy = by;
    sender.setParameters(parameters).catch(this.#failed);
  }

  #failed = (/** @type {unknown} */ error) => {
    if (!this.#closed) warn("senders: what is sent could not be changed", error);
  };
}
