/**
 * What comes of the other person, sound and picture apart. A media element waits for the first frame of every video
 * track before it plays anything: in one element a picture that is not sent would silence the voice. Nor does a track
 * tell: Chromium unmutes it when the padding of a bandwidth probe arrives (WebRTC's RTX padding), and no frame is in that.
 */

export class RemoteStream {
  /** @type {MediaStream | null} */
  sound = null;
  /** @type {MediaStream | null} */
  picture = null;
  /** The screen they show, with its sound. @type {MediaStream | null} */
  screen = null;
  #onchange;

  /** @param {() => void} onchange */
  constructor(onchange) {
    this.#onchange = onchange;
  }

  /** Whether anything of them is there. */
  get there() {
    return this.sound !== null || this.picture !== null;
  }

  /** @param {MediaStreamTrack} track */
  add(track) {
    const stream = new MediaStream([track]);
    if (track.kind === "audio") this.sound = stream;
    else this.picture = stream;
    this.#onchange();
  }

  /** @param {MediaStreamTrack[]} tracks none: no screen is shown */
  show(tracks) {
    const shown = this.screen?.getTracks() ?? [];
    if (shown.length === tracks.length && tracks.every((track) => shown.includes(track))) return;
    this.screen = tracks.length > 0 ? new MediaStream(tracks) : null;
    this.#onchange();
  }
}
