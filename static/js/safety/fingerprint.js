/** The certificate a description names, by its fingerprints (RFC 8122, 5), as the connection applied it. */

const LINE = /^a=fingerprint:(\S+ [0-9a-f:]+)\s*$/gim;
const VALUE = /^sha-256 (([0-9a-f]{2}:){31}[0-9a-f]{2})$/;

/** All of them, each once and in their order, to be compared. @param {string} sdp @returns {string} empty where there is none */
export function fingerprintsOf(sdp) {
  return [...new Set(Array.from(sdp.matchAll(LINE), ([, one]) => one.toLowerCase()))].sort().join(" ");
}

/**
 * The SHA-256 one, where it is the only one: of several the browsers check one, or any, so that another hash beside it
 * could be of another certificate.
 * @param {string} sdp @returns {Uint8Array | null} 32 bytes
 */
export function fingerprintOf(sdp) {
  const value = fingerprintsOf(sdp).match(VALUE)?.[1];
  if (!value) return null;
  return Uint8Array.from(value.split(":"), (byte) => Number.parseInt(byte, 16));
}
