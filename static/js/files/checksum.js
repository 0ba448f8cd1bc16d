/**
 * The checksum of a file as it goes by: SHA-256 of each block of 1 MiB, and SHA-256 of those one after the other. Like
 * this the browser's own SHA-256, which takes whole buffers only, does it beside the page's thread and in little memory.
 */

export const BLOCK = 1024 * 1024;

export class Checksum {
  #block = new Uint8Array(BLOCK);
  #filled = 0;
  /** @type {Promise<ArrayBuffer>[]} */
  #digests = [];
  /** So many bytes went in. */
  length = 0;

  /** The next bytes; what went in already, as after a resumption, is left out. @param {number} at @param {Uint8Array<ArrayBuffer>} bytes */
  add(at, bytes) {
    let rest = bytes.subarray(Math.max(0, this.length - at));
    while (rest.length > 0) {
      const part = rest.subarray(0, BLOCK - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      this.length += part.length;
      rest = rest.subarray(part.length);
      if (this.#filled === BLOCK) this.#digest();
    }
  }

  /** Of all that went in; nothing may follow. @returns {Promise<string>} 64 hexadecimal digits */
  async result() {
    if (this.#filled > 0) this.#digest();
    const digests = await Promise.all(this.#digests);
    const sum = await crypto.subtle.digest("SHA-256", await new Blob(digests).arrayBuffer());
    return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  #digest() {
    this.#digests.push(crypto.subtle.digest("SHA-256", this.#block.slice(0, this.#filled)));
    this.#filled = 0;
  }
}
