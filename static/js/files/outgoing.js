/** A file on its way out: offered, asked for from some byte on, perhaps more than once, and sent at the line's pace. */

import { warn } from "../log.js";
import { BLOCK, Checksum } from "./checksum.js";
import { CHUNK, packed } from "./chunks.js";
import { Pace } from "./pace.js";

/**
 * @typedef {import("../channel/envelope.js").Result} Result
 * @typedef {"offered" | "going" | "ended"} Stage
 * @typedef {Pick<import("../channel/exchange.js").Exchange, "bytes" | "send" | "sendNow">} Line
 */

/** Bytes the browser may hold back before we wait for it. */
const BUFFERED = 1024 * 1024;

export class Outgoing {
  mine = true;
  /** @type {Stage} */
  stage = "offered";
  /** @type {Result | null} */
  result = null;
  /** So many bytes have arrived. */
  done = 0;
  #file;
  #line;
  #onchange;
  #pace;
  #checksum = new Checksum();
  /** Rises with every beginning and at the end: an older stream stops. */
  #turn = 0;
  #wake = () => {};

  /** @param {{id: number, file: File, line: Line, clock: import("../clock.js").Clock, onchange: () => void}} options */
  constructor({ id, file, line, clock, onchange }) {
    this.id = id;
    this.name = file.name;
    this.size = file.size;
    this.#file = file;
    this.#line = line;
    this.#onchange = onchange;
    this.#pace = new Pace(clock);
    this.ask();
  }

  /** Whether the other side wants it; again where another page of theirs has taken over. */
  ask() {
    const { name, size, type } = this.#file;
    const mime = type.slice(0, 100);
    this.#line.send("file_offer", { file: this.id, name: name.slice(-255) || "file", size, mime });
  }

  /** The other side has all before this byte, and wants the rest. @param {number} from */
  wanted(from) {
    if (this.stage === "ended" || from > this.size || from > this.#checksum.length) return;
    this.stage = "going";
    this.done = Math.max(this.done, from);
    this.#onchange();
    void this.#send(from);
  }

  /** @param {number} bytes */
  got(bytes) {
    this.#pace.got(bytes);
    this.done = Math.max(this.done, Math.min(bytes, this.size));
    this.#onchange();
    this.#wake();
  }

  /** The line changed: what waits for room looks again. */
  lineChanged() {
    this.#wake();
  }

  /** The channel is gone; the other side says where to go on. */
  pause() {
    this.#turn += 1;
    this.#wake();
  }

  /** @param {Result} result */
  end(result) {
    if (this.stage === "ended") return;
    this.stage = "ended";
    this.result = result;
    this.pause();
    this.#onchange();
  }

  /** @param {number} from */
  async #send(from) {
    const turn = ++this.#turn;
    this.#wake();
    this.#pace.restart(from);
    try {
      for (let at = from; at < this.size && turn === this.#turn; at += BLOCK) await this.#sendBlock(at, turn);
      const sum = turn === this.#turn ? await this.#checksum.result() : "";
      if (turn === this.#turn) this.#line.send("file_done", { file: this.id, sum });
    } catch (error) {
      warn("files: one could not be read", error); // moved, changed or deleted meanwhile
      if (turn === this.#turn) this.#fail();
    }
  }

  /** @param {number} at @param {number} turn */
  async #sendBlock(at, turn) {
    const block = new Uint8Array(await this.#file.slice(at, at + BLOCK).arrayBuffer());
    if (turn !== this.#turn) return;
    this.#checksum.add(at, block);
    for (let offset = 0; offset < block.length; offset += CHUNK) {
      const channel = await this.#room(turn);
      if (!channel) return;
      const bytes = block.subarray(offset, offset + CHUNK);
      channel.send(packed({ file: this.id, at: at + offset, bytes }));
      this.#pace.left(at + offset + bytes.length);
    }
  }

  /** @param {number} turn @returns {Promise<RTCDataChannel | null>} null once this stream is over */
  async #room(turn) {
    while (turn === this.#turn) {
      const channel = this.#line.bytes;
      if (channel && this.#pace.hasRoom && channel.bufferedAmount < BUFFERED) return channel;
      await new Promise((wake) => {
        this.#wake = () => wake(null);
        channel?.addEventListener("bufferedamountlow", wake, { once: true });
      });
    }
    return null;
  }

  #fail() {
    this.#line.send("file_end", { file: this.id, result: "unreadable" });
    this.end("unreadable");
  }
}
