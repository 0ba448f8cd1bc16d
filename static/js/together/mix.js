/**
 * Both voices, and what screens sound like, as one track. It listens beside the media elements: what is heard in the call
 * does not pass through here. Tracks come and go; what comes out is one for as long as it lasts.
 */

const STARTS_MS = 3_000;

export class Mix {
  #context = new AudioContext();
  #out;
  /** @type {Map<string, MediaStreamAudioSourceNode>} by track id */
  #sources = new Map();

  constructor() {
    this.#out = this.#context.createMediaStreamDestination();
    // Without anything to play there would be gaps, and sound would run ahead of the picture.
    const silence = this.#context.createConstantSource();
    silence.offset.value = 0;
    silence.connect(this.#out);
    silence.start();
  }

  /** @returns {MediaStreamTrack} */
  get track() {
    return this.#out.stream.getAudioTracks()[0];
  }

  /** @returns {Promise<boolean>} whether anything is heard: Firefox mixes nothing on a device that has no loudspeaker */
  async runs() {
    const late = new Promise((done) => setTimeout(done, STARTS_MS));
    await Promise.race([this.#context.resume(), late]).catch(() => {}); // closed meanwhile
    return this.#context.state !== "suspended";
  }

  /** These and no others are heard. @param {MediaStreamTrack[]} tracks */
  follow(tracks) {
    if (this.#context.state === "suspended") void this.#context.resume();
    const live = new Map(
      tracks.filter(({ readyState }) => readyState === "live").map((one) => [one.id, one]),
    );
    for (const [id, source] of this.#sources) {
      if (live.has(id)) continue;
      source.disconnect();
      this.#sources.delete(id);
    }
    for (const [id, track] of live) {
      if (this.#sources.has(id)) continue;
      const source = this.#context.createMediaStreamSource(new MediaStream([track]));
      source.connect(this.#out);
      this.#sources.set(id, source);
    }
  }

  close() {
    this.#sources.clear();
    void this.#context.close();
  }
}
