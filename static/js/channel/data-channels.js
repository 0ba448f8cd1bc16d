/**
 * The two data channels of a peer connection (docs/protocol.md, Between the two pages): one for messages, one for
 * the bytes of files, so that a word never waits behind a file. Both sides make them with the same fixed ids
 * (W3C WebRTC 1.0, section 6.1, `negotiated`): nothing is asked before they open, and no negotiation is added.
 */

/** @typedef {{control: RTCDataChannel, bytes: RTCDataChannel}} Channels */

const CONTROL = { negotiated: true, id: 0, ordered: true };
const BYTES = { negotiated: true, id: 1, ordered: true };

/** Bytes: there is room for more again. */
const LOW = 256 * 1024;

/** The offerer before its first description, which then speaks of them. @param {RTCPeerConnection} connection @returns {Channels} */
export function openChannels(connection) {
  const control = connection.createDataChannel("control", CONTROL);
  const bytes = connection.createDataChannel("bytes", BYTES);
  bytes.binaryType = "arraybuffer";
  bytes.bufferedAmountLowThreshold = LOW;
  return { control, bytes };
}

/** Whether a description takes part in data channels: it has the section, and does not refuse it with port 0 (RFC 8841). @param {string} sdp */
export function speaksOfChannels(sdp) {
  return /^m=application [1-9]\d* /m.test(sdp);
}
