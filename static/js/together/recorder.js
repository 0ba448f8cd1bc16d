/** One recording: both pictures and all voices into one file, until it is told to stop, whatever becomes of the connection. */

import { Mix } from "./mix.js";
import { Beside, forget, placeFor } from "./recording-file.js";
import { endingOf, recordingType } from "./recording-type.js";

/** The file grows by this: no more is lost with the page. */
const PIECE_MS = 1_000;
/** MP4 is written from one key frame to the next: what came after the last one is lost with the page. */
const KEY_FRAME_MS = 2_000;
const QUALITY = {
  videoBitsPerSecond: 2_500_000,
  audioBitsPerSecond: 96_000,
  videoKeyFrameIntervalDuration: KEY_FRAME_MS,
};

/**
 * @typedef {{file: Blob, name: string, whole: boolean}} Recording `whole`: false where the disk was full
 * @typedef {{draw(): void, readonly canvas: HTMLCanvasElement, readonly rate: number}} Picture `rate`: frames a second
 */

/** @param {boolean} withPicture @returns {string | null} */
export function typeHere(withPicture) {
  const Recorder = globalThis.MediaRecorder;
  return Recorder ? recordingType(withPicture, (type) => Recorder.isTypeSupported(type)) : null;
}

export class Recorder {
  #beside = new Beside();
  #mix = new Mix();
  #recorder;
  /** What is still being written, in its order. */
  #written = Promise.resolve();
  #whole = true;
  #place;
  #name;

  /**
   * @param {{picture: Picture | null, name: string, onfull: () => void}} options `name` without ending; `onfull`: no room to
   *   write on; it is to be stopped
   */
  constructor({ picture, name, onfull }) {
    const type = typeHere(picture !== null) ?? "";
    this.#name = `${name}.${endingOf(type)}`;
    const pictures = picture ? picture.canvas.captureStream(picture.rate).getVideoTracks() : [];
    const stream = new MediaStream([...pictures, this.#mix.track]);
    try {
      this.#recorder = new MediaRecorder(stream, { mimeType: type, ...QUALITY });
      this.#recorder.ondataavailable = ({ data }) => this.#write(data, onfull);
      this.#recorder.start(PIECE_MS);
    } catch (error) {
      this.#letGo(stream);
      this.#beside.close();
      throw error; // this browser does not record it after all
    }
    this.#place = placeFor(this.#beside, this.#name, type);
    if (picture) this.#draw(picture);
  }

  /** @param {Picture} picture */
  #draw(picture) {
    this.#beside.ontick = () => picture.draw();
    void this.#beside.ask({ do: "tick", ms: 1000 / picture.rate });
    picture.draw();
  }

  /** @returns {Promise<boolean>} whether what is written stays when the page is loaded again */
  async lasts() {
    return (await this.#place).lasting;
  }

  /** @returns {Promise<boolean>} whether what is heard gets into the file */
  hears() {
    return this.#mix.runs();
  }

  /** These are heard from now on. @param {MediaStreamTrack[]} sounds */
  follow(sounds) {
    this.#mix.follow(sounds);
  }

  /** @returns {Promise<Recording>} */
  async stop() {
    await new Promise((done) => {
      if (this.#recorder.state === "inactive") return done(null); // it failed, and has said all it had
      this.#recorder.onstop = done;
      this.#recorder.stop();
    });
    this.#letGo(this.#recorder.stream);
    await this.#written;
    const file = await (await this.#place).finish();
    this.#beside.close();
    return { file, name: this.#name, whole: this.#whole };
  }

  /** @param {MediaStream} stream */
  #letGo(stream) {
    for (const track of stream.getTracks()) track.stop();
    this.#mix.close();
  }

  /** What is in the browser's own keeping is not needed any more. */
  async clear() {
    if (await this.lasts()) await forget(this.#name);
  }

  /** @param {Blob} piece @param {() => void} onfull */
  #write(piece, onfull) {
    if (!piece.size) return;
    this.#written = this.#written
      .then(async () => (this.#whole ? (await this.#place).write(piece) : undefined))
      .catch(() => {
        this.#whole = false;
        onfull();
      });
  }
}
