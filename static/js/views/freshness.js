/**
 * Whether what an element shows is of now. When a picture that was off comes back, its element still has the last frame
 * from before, or black: it is not shown before a new one came.
 */

export class Freshness {
  #video;
  #onfresh;
  #sent = true;
  #fresh = true;

  /** @param {HTMLVideoElement} video @param {() => void} onfresh */
  constructor(video, onfresh) {
    this.#video = video;
    this.#onfresh = onfresh;
  }

  /** @param {boolean} sent whether the other side says that it sends a picture @returns {boolean} whether to show it */
  is(sent) {
    if (sent && !this.#sent) this.#await();
    this.#sent = sent;
    return sent && this.#fresh;
  }

  #await() {
    if (!this.#video.videoWidth || !this.#video.requestVideoFrameCallback) return;
    this.#fresh = false;
    this.#video.requestVideoFrameCallback(() => {
      this.#fresh = true;
      this.#onfresh();
    });
  }
}
