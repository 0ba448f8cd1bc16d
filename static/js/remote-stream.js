/**
 * The other person's sound and picture as one stream for a media element. An element waits for the first frame of
 * every video track before it plays anything, so a picture that is not sent would silence the sound: a video track
 * without packets is taken out after a moment, and put in when its packets come.
 */

const PATIENCE_MS = 600;

export class RemoteStream {
  stream = new MediaStream();
  /** The screen they show, with its sound. @type {MediaStream | null} */
  screen = null;
  #clock;
  #onchange;
  #expectsVideo;
  /** @type {any[]} */
  #timers = [];
  /** @type {MediaStreamTrack[]} */
  #tracks = [];

  /**
   * @param {{clock: import("./clock.js").Clock, expectsVideo: boolean, onchange: () => void}} options
   *   expectsVideo: the first picture is likely to come, so nothing is lost by waiting for it a little
   */
  constructor({ clock, expectsVideo, onchange }) {
    this.#clock = clock;
    this.#expectsVideo = expectsVideo;
    this.#onchange = onchange;
  }

  /** @param {MediaStreamTrack} track */
  add(track) {
    this.#tracks.push(track);
    track.onunmute = () => this.#put(track);
    if (track.kind === "audio" || !track.muted || this.#expectsVideo) this.#put(track);
    if (track.kind === "video" && track.muted) this.#await(track);
  }

  /** @param {MediaStreamTrack[]} tracks none: no screen is shown */
  show(tracks) {
    const shown = this.screen?.getTracks() ?? [];
    if (shown.length === tracks.length && tracks.every((track) => shown.includes(track))) return;
    this.screen = tracks.length > 0 ? new MediaStream(tracks) : null;
    this.#onchange();
  }

  close() {
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    for (const track of this.#tracks) track.onunmute = null;
    this.#tracks = [];
  }

  /** @param {MediaStreamTrack} track */
  #put(track) {
    if (this.stream.getTracks().includes(track)) return;
    this.stream.addTrack(track);
    this.#onchange();
  }

  /** @param {MediaStreamTrack} track */
  #await(track) {
    const check = () => {
      if (!track.muted) return;
      // A new stream: Chromium's element would go on waiting for the track that was taken out of the old one.
      this.stream = new MediaStream(this.stream.getTracks().filter((one) => one !== track));
      this.#onchange();
    };
    this.#timers.push(this.#clock.setTimeout(check, PATIENCE_MS));
  }
}
