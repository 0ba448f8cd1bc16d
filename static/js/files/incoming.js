/** A file on its way in: asked about, then written as it comes, and compared at its end. */

import { warn } from "../log.js";
import { Checksum } from "./checksum.js";
import { safeName } from "./file-name.js";

/**
 * @typedef {import("../channel/envelope.js").Result} Result
 * @typedef {{
 *   write(bytes: Uint8Array<ArrayBuffer>): Promise<void>,
 *   finish(): Promise<Blob | null>,
 *   discard(): Promise<void>,
 * }} Sink where it goes; `finish` gives what its person has still to save, null where it is saved
 * @typedef {import("./outgoing.js").Line} Line
 */

/** A sender that does not wait for acknowledgements is stopped. */
const UNWRITTEN = 64 * 1024 * 1024;

export class Incoming {
  mine = false;
  /** @type {import("./outgoing.js").Stage} */
  stage = "offered";
  /** @type {Result | null} */
  result = null;
  /** What is to be saved by hand. @type {Blob | null} */
  blob = null;
  /** So many bytes are written. */
  done = 0;
  #received = 0;
  #line;
  #onchange;
  /** @type {Sink | null} */
  #sink = null;
  #checksum = new Checksum();
  /** What the sender says the checksum is. @type {string | null} */
  #sum = null;
  #comparing = false;
  #writing = Promise.resolve();

  /** @param {{offer: {file: number, name: string, size: number, mime: string}, line: Line, onchange: () => void}} options */
  constructor({ offer, line, onchange }) {
    this.id = offer.file;
    this.name = safeName(offer.name);
    this.size = offer.size;
    this.mime = offer.mime;
    this.#line = line;
    this.#onchange = onchange;
  }

  /** @param {Sink} sink */
  accept(sink) {
    if (this.stage !== "offered") return void sink.discard();
    this.stage = "going";
    this.#sink = sink;
    this.ask();
    this.#onchange();
  }

  /** Wants what is not here yet; over a new channel too. */
  ask() {
    if (this.stage === "going") this.#line.sendNow("file_wanted", { file: this.id, from: this.#received });
  }

  /** The next bytes; others are left from an older channel, or a lie. @param {number} at @param {Uint8Array<ArrayBuffer>} bytes */
  take(at, bytes) {
    if (this.stage !== "going" || at !== this.#received) return;
    if (at + bytes.length > this.size) return this.refuse("too_long");
    if (at + bytes.length - this.done > UNWRITTEN) return this.refuse("unwritable");
    this.#received += bytes.length;
    this.#checksum.add(at, bytes);
    this.#do(() => this.#write(bytes));
    void this.#compare();
  }

  /** @param {string} sum */
  sent(sum) {
    this.#sum = sum;
    void this.#compare();
  }

  /** Ends it here, and tells the sender. @param {Result} result */
  refuse(result) {
    if (this.stage === "ended") return;
    this.#line.send("file_end", { file: this.id, result });
    this.end(result);
  }

  /** @param {Result} result */
  end(result) {
    if (this.stage === "ended") return;
    this.stage = "ended";
    this.result = result;
    const sink = this.#sink;
    if (sink && result !== "saved") this.#writing = this.#writing.then(() => sink.discard()).catch(() => {});
    this.#onchange();
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  async #write(bytes) {
    await this.#sink?.write(bytes);
    this.done += bytes.length;
    this.#line.sendNow("file_got", { file: this.id, bytes: this.done });
    this.#onchange();
  }

  /** One after the other; a disk that is full ends it. @param {() => Promise<void>} task */
  #do(task) {
    this.#writing = this.#writing
      .then(() => (this.stage === "going" ? task() : undefined))
      .catch((error) => {
        warn("files: one could not be written", error);
        this.refuse("unwritable");
      });
  }

  async #compare() {
    if (this.#sum === null || this.#received < this.size || this.#comparing || this.stage !== "going") return;
    this.#comparing = true;
    const sum = await this.#checksum.result();
    if (sum !== this.#sum) return this.refuse("damaged");
    this.#do(async () => {
      this.blob = (await this.#sink?.finish()) ?? null;
      this.refuse("saved");
    });
  }
}
