/** A piece of a file on the channel for bytes: which file (4 bytes), from which byte (8), big-endian; then the bytes. Pure. */

const HEADER = 12;
/** Bytes of a file in one piece: small, so that a slow line is never taken for long. */
export const CHUNK = 16 * 1024 - HEADER;

/** @typedef {{file: number, at: number, bytes: Uint8Array<ArrayBuffer>}} Chunk */

/** @param {Chunk} chunk @returns {ArrayBuffer} */
export function packed({ file, at, bytes }) {
  const message = new Uint8Array(HEADER + bytes.length);
  const view = new DataView(message.buffer);
  view.setUint32(0, file);
  view.setBigUint64(4, BigInt(at));
  message.set(bytes, HEADER);
  return message.buffer;
}

/** @param {unknown} message @returns {Chunk | null} null where it is none */
export function unpacked(message) {
  if (!(message instanceof ArrayBuffer) || message.byteLength <= HEADER) return null;
  const view = new DataView(message);
  const at = Number(view.getBigUint64(4));
  return { file: view.getUint32(0), at, bytes: new Uint8Array(message, HEADER) };
}
