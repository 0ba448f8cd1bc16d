/** How often a thing may happen: so many at once, and so many a second after that (a token bucket). */
export class Bucket {
  #clock;
  #most;
  #perSecond;
  #left;
  #at;

  /** @param {import("../clock.js").Clock} clock @param {number} most @param {number} perSecond */
  constructor(clock, most, perSecond) {
    this.#clock = clock;
    this.#most = this.#left = most;
    this.#perSecond = perSecond;
    this.#at = clock.now();
  }

  /** @returns {boolean} whether it may happen; then it has */
  take() {
    const now = this.#clock.now();
    this.#left = Math.min(this.#most, this.#left + (Math.max(0, now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
