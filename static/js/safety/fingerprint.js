/** The certificate a description names: its SHA-256 fingerprint (RFC 8122, 5), as the connection applied it. */

import { FINGERPRINT_BYTES } from "./code.js";

const LINE = /^a=fingerprint:sha-256 ([0-9a-f:]+)\s*$/gim;
const VALUE = /^([0-9a-f]{2}:){31}[0-9a-f]{2}$/i;

/** @param {string} sdp @returns {Uint8Array | null} 32 bytes; null where there is none, or more than one */
export function fingerprintOf(sdp) {
  const values = new Set(Array.from(sdp.matchAll(LINE), ([, value]) => value.toLowerCase()));
  const [value, ...others] = values;
  if (!value || others.length > 0 || !VALUE.test(value)) return null;
  return Uint8Array.from(value.split(":"), (byte) => Number.parseInt(byte, 16)).slice(0, FINGERPRINT_BYTES);
}
