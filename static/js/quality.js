/** What getStats (W3C webrtc-stats) says of the room there is, for bandwidth.js, and of what comes in. Pure. */

/** @typedef {import("./bandwidth.js").Sample} Sample */

/** @param {Iterable<any>} reports @returns {Sample} */
export function sampleOf(reports) {
  const rows = [...reports];
  const pair = rows.find(
    (row) => row.type === "candidate-pair" && row.nominated && row.state === "succeeded",
  );
  const heard = rows.find((row) => row.type === "remote-inbound-rtp" && row.kind === "audio");
  const pictures = rows.filter((row) => row.type === "outbound-rtp" && row.kind === "video");
  return {
    available: pair?.availableOutgoingBitrate ?? null,
    loss: heard?.fractionLost ?? null,
    roundTrip: heard?.roundTripTime ?? pair?.currentRoundTripTime ?? null,
    // Firefox does not say: then the other signs count for themselves.
    limited:
      pictures.length === 0 ||
      pictures.some((picture) => (picture.qualityLimitationReason ?? "bandwidth") === "bandwidth"),
  };
}

/** @param {Iterable<any>} reports @returns {number} bytes of media received so far */
export function bytesReceived(reports) {
  let bytes = 0;
  for (const report of reports) if (report.type === "inbound-rtp") bytes += report.bytesReceived ?? 0;
  return bytes;
}
