/**
 * The safety code of an epoch: what two people read to each other to know that nobody is between their connections. Over
 * both DTLS fingerprints, with a commitment, so that whoever relays the signals has one guess and not as many as they
 * like (the idea of ZRTP's short authentication string, RFC 6189, 4.1 and 7). SECURITY.md says what for. Pure.
 */

const COMMIT = "sas-commit-v1\0";
const CODE = "sas-code-v1\0";
export const NONCE_BYTES = 32;
/** Of SHA-256. */
const FINGERPRINT_BYTES = 32;
const BITS = 30;

/**
 * Who is offerer and who is answerer in this epoch, as both pages know it from the server's own words.
 * @typedef {{user: string, device: string}} End
 * @typedef {{call: string, epoch: number, offerer: End, answerer: End}} Context `call`: a UUID
 * @typedef {{pictures: number[], numbers: string[]}} Code `pictures`: five, 0 to 63; `numbers`: three of four digits
 */

/** What goes with the offer. @param {Context} context @param {Uint8Array} fingerprint the offerer's @param {Uint8Array} nonce the offerer's @returns {Promise<Uint8Array>} 32 bytes */
export function commitment(context, fingerprint, nonce) {
  return hash(
    COMMIT,
    contextBytes(context),
    sized(fingerprint, FINGERPRINT_BYTES),
    sized(nonce, NONCE_BYTES),
  );
}

/**
 * What both see, once both nonces are known.
 * @param {Context} context
 * @param {{offerer: Uint8Array, answerer: Uint8Array}} fingerprints of the descriptions that were applied
 * @param {{offerer: Uint8Array, answerer: Uint8Array}} nonces
 * @returns {Promise<Code>}
 */
export async function safetyCode(context, fingerprints, nonces) {
  const digest = await hash(
    CODE,
    contextBytes(context),
    ...[fingerprints.offerer, fingerprints.answerer].map((one) => sized(one, FINGERPRINT_BYTES)),
    ...[nonces.offerer, nonces.answerer].map((one) => sized(one, NONCE_BYTES)),
  );
  const code = new DataView(digest.buffer).getUint32(0) >>> (32 - BITS);
  return {
    pictures: [24, 18, 12, 6, 0].map((shift) => (code >>> shift) & 0x3f),
    numbers: [20, 10, 0].map((shift) => String((code >>> shift) & 0x3ff).padStart(4, "0")),
  };
}

/** @param {Context} context */
function contextBytes({ call, epoch, offerer, answerer }) {
  const names = [offerer.user, offerer.device, answerer.user, answerer.device];
  return joined([uuidBytes(call), big(epoch, 4), ...names.map(withLength)]);
}

/** @param {string} uuid */
function uuidBytes(uuid) {
  const digits = uuid.replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(digits)) throw new RangeError("safety: not a call's id");
  return Uint8Array.from(digits.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
}

/** @param {string} text */
function withLength(text) {
  const bytes = new TextEncoder().encode(text);
  return joined([big(bytes.length, 2), bytes]);
}

/** Big endian. @param {number} value @param {2 | 4} size */
function big(value, size) {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size))
    throw new RangeError("safety: a number that does not fit");
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes.slice(4 - size);
}

/** @param {Uint8Array} bytes @param {number} size */
function sized(bytes, size) {
  if (bytes.length !== size) throw new RangeError(`safety: ${bytes.length} bytes instead of ${size}`);
  return bytes;
}

/** @param {string} label @param {...Uint8Array} parts */
async function hash(label, ...parts) {
  const bytes = joined([new TextEncoder().encode(label), ...parts]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
