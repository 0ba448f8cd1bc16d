/**
 * The own screen and its sound on their way to the other one: transceivers of their own beside the camera's, one way,
 * made when they are first needed and used again by the next screen. Perfect negotiation does the rest (peer.js).
 */

import { STEPS } from "./bandwidth.js";
import { warn } from "./log.js";
import { aDocument, contentAfter, LESS, SENT } from "./screen-content.js";

/** @typedef {import("./screen-capture.js").ScreenTracks} ScreenTracks */

const LOOK_MS = 1_000;

export class ScreenSender {
  #connection;
  #clock;
  /** Names what belongs together on the other side; another one than the camera's. */
  #stream = new MediaStream();
  /** @type {{audio: RTCRtpTransceiver | null, video: RTCRtpTransceiver | null}} */
  #lines = { audio: null, video: null };
  /** @type {ScreenTracks | null} */
  #tracks = null;
  /** Not before the first negotiation is through: the first m-lines are the camera's. */
  #ready = false;
  #closed = false;
  #room = STEPS[0];
  #content = aDocument;
  /** @type {any} */
  #timer = null;

  /** @param {RTCPeerConnection} connection @param {import("./clock.js").Clock} clock */
  constructor(connection, clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  get sharing() {
    return this.#tracks !== null;
  }

  /** Whether the other side agreed to receive it. */
  get taken() {
    const direction = this.#lines.video?.currentDirection;
    return direction === "sendonly" || direction === "sendrecv";
  }

  /** @param {RTCRtpTransceiver} transceiver */
  owns(transceiver) {
    return transceiver === this.#lines.audio || transceiver === this.#lines.video;
  }

  /** What is shown from now on; null ends it. @param {ScreenTracks | null} tracks */
  use(tracks) {
    if (tracks?.video === this.#tracks?.video && tracks?.audio === this.#tracks?.audio) return;
    this.#tracks = tracks;
    this.#content = aDocument;
    if (this.#ready) this.#apply();
  }

  /** The connection stands, and its first m-lines are the camera's. */
  connected() {
    if (this.#ready) return;
    this.#ready = true;
    if (this.#tracks) this.#apply();
  }

  /** @param {import("./bandwidth.js").Step} room */
  limit(room) {
    this.#room = room;
    this.#fit();
  }

  close() {
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
  }

  #apply() {
    if (this.#closed) return;
    this.#put("video", this.#tracks?.video ?? null);
    this.#put("audio", this.#tracks?.audio ?? null);
    this.#fit();
    this.#clock.clearTimeout(this.#timer);
    if (this.#tracks) this.#wait();
  }

  /** @param {"audio" | "video"} kind @param {MediaStreamTrack | null} track */
  #put(kind, track) {
    const line = this.#lines[kind];
    if (!line || line.currentDirection === "stopped") {
      if (track) this.#lines[kind] = this.#begin(track);
      return;
    }
    line.direction = track ? "sendonly" : "inactive"; // and so the other side knows when it is over
    line.sender.replaceTrack(track).catch(this.#failed);
  }

  /** @param {MediaStreamTrack} track */
  #begin(track) {
    return this.#connection.addTransceiver(track, { direction: "sendonly", streams: [this.#stream] });
  }

  #wait() {
    this.#timer = this.#clock.setTimeout(() => void this.#look(), LOOK_MS);
  }

  /** Does it move? */
  async #look() {
    const stats = await this.#lines.video?.sender.getStats();
    if (this.#closed || !this.#tracks) return;
    const source = [...(stats?.values() ?? [])].find(({ type }) => type === "media-source");
    const content = contentAfter(this.#content, source?.framesPerSecond ?? null);
    const turned = content.kind !== this.#content.kind;
    this.#content = content;
    if (turned) this.#fit();
    this.#wait();
  }

  #fit() {
    const sender = this.#lines.video?.sender;
    if (this.#closed || !sender || !this.#tracks) return;
    const { kind } = this.#content;
    this.#tracks.video.contentHint = kind;
    const { bitrate, rate, keeps } = { ...SENT[kind], ...LESS[STEPS.indexOf(this.#room)] };
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    if (!encoding) return; // a browser that tells of them only once they were agreed on
    parameters.degradationPreference = keeps;
    const { active } = this.#room;
    Object.assign(encoding, { active, maxBitrate: bitrate, maxFramerate: rate, priority: "medium" });
    sender.setParameters(parameters).catch(this.#failed);
  }

  #failed = (/** @type {unknown} */ error) => {
    if (!this.#closed) warn("screen: what is sent could not be changed", error);
  };
}
