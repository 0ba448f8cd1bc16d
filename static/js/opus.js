/**
 * Sound that survives a poor connection: what we ask of the other side's Opus encoder (RFC 7587, section 6.1), and
 * redundant audio (RFC 2198) where the browser has it.
 */

/** Forward error correction against loss; discontinuous transmission leaves room while somebody is silent. */
const WISHES = { useinbandfec: "1", usedtx: "1" };

/**
 * The description with our wishes in it, for the other side: its encoder follows what we say there.
 * @param {string} sdp @returns {string}
 */
export function withResilientOpus(sdp) {
  const lines = sdp.split("\r\n");
  for (const type of payloadTypes(lines)) wish(lines, type);
  return lines.join("\r\n");
}

/** @param {readonly string[]} lines @returns {string[]} of Opus */
function payloadTypes(lines) {
  return lines.flatMap((line) => line.match(/^a=rtpmap:(\d+) opus\/48000/i)?.[1] ?? []);
}

/** @param {string[]} lines @param {string} type */
function wish(lines, type) {
  const at = lines.findIndex((line) => line.startsWith(`a=fmtp:${type} `));
  const wishes = Object.entries(WISHES).map(([name, value]) => `${name}=${value}`);
  if (at >= 0) lines[at] = `a=fmtp:${type} ${[...others(lines[at]), ...wishes].join(";")}`;
  else
    lines.splice(
      lines.findIndex((line) => line.startsWith(`a=rtpmap:${type} `)) + 1,
      0,
      `a=fmtp:${type} ${wishes.join(";")}`,
    );
}

/** The line's other parameters, as they are. @param {string} line */
function others(line) {
  const parameters = line.slice(line.indexOf(" ") + 1).split(";");
  return parameters.map((one) => one.trim()).filter((one) => one && !(one.split("=")[0] in WISHES));
}

/**
 * Redundant audio first, the rest in its order: a lost packet is then in the next one too.
 * @template {{mimeType: string}} Codec
 * @param {readonly Codec[]} codecs
 * @returns {Codec[] | null} null where there is none
 */
export function redFirst(codecs) {
  const red = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === "audio/red");
  return red.length > 0 ? [...red, ...codecs.filter((one) => !red.includes(one))] : null;
}

/** Offers or answers redundant audio first; where the browser has none, nothing changes. @param {RTCRtpTransceiver} transceiver */
export function preferRed(transceiver) {
  if (transceiver.receiver.track.kind !== "audio") return;
  const codecs = redFirst(RTCRtpReceiver.getCapabilities?.("audio")?.codecs ?? []);
  if (codecs) transceiver.setCodecPreferences?.(codecs);
}
