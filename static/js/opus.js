/**
 * Sound that survives a poor connection: what we ask of the other side's Opus encoder (RFC 7587, section 6.1), and
 * redundant audio (RFC 2198) where the browser has it; and music in two channels. Who sends music says so (sprop-stereo),
 * and is told that both channels are heard (stereo): by the answer, or by one more offer. Nobody else is sent two.
 */

/** Forward error correction against loss; discontinuous transmission leaves room while somebody is silent. */
const WISHES = { useinbandfec: "1", usedtx: "1" };

/** For music, where speech takes a third of it (RFC 7587, 3.1.1: fullband music 64 to 128 kbit/s). */
const MUSIC_BITS = 128_000;

/** How many bits a second sound may take at most; the browser's own limit is made for a voice. @param {Pick<MediaStreamTrack, "contentHint">} track @returns {number | undefined} */
export function soundCeiling({ contentHint }) {
  return contentHint === "music" ? MUSIC_BITS : undefined;
}

/** To somebody who sends music: both channels, with room for them, and the silence between the notes. */
const MUSIC_WISHES = { useinbandfec: "1", stereo: "1", maxaveragebitrate: String(MUSIC_BITS) };
const SENDS_STEREO = { "sprop-stereo": "1" };
/** What we say of ourselves replaces what stood there. */
const OURS = new Set(Object.keys({ ...WISHES, ...MUSIC_WISHES, ...SENDS_STEREO }));

/**
 * The description with our wishes in it, for the other side: its encoder follows what we say there.
 * @param {string} sdp @param {boolean} [music] ours is to be sent as music @returns {string}
 */
export function withResilientOpus(sdp, music = false) {
  const wishes = hearsStereo(sdp) ? MUSIC_WISHES : WISHES;
  return wishing(sdp, music ? { ...wishes, ...SENDS_STEREO } : wishes);
}

/** Whether a description says that its side sends two channels. @param {string | undefined} sdp */
export const sendsStereo = (sdp = "") => /^a=fmtp:.*\bsprop-stereo=1\b/m.test(sdp);

/** Whether it says that its side wants to hear two. @param {string | undefined} sdp */
export const hearsStereo = (sdp = "") => /^a=fmtp:.*(?<!sprop-)\bstereo=1\b/m.test(sdp);

/**
 * Sets the local description. To hear two channels our own decoder has to be told, which the browser's own description
 * does not do. @param {RTCPeerConnection} connection
 */
export async function describe(connection) {
  if (!sendsStereo(connection.remoteDescription?.sdp)) return connection.setLocalDescription();
  const answers = connection.signalingState === "have-remote-offer";
  const { type, sdp = "" } = await (answers ? connection.createAnswer() : connection.createOffer());
  return connection.setLocalDescription({ type, sdp: wishing(sdp, MUSIC_WISHES) });
}

/** @param {string} sdp @param {Record<string, string>} wishes */
function wishing(sdp, wishes) {
  const lines = sdp.split("\r\n");
  for (const type of payloadTypes(lines)) wish(lines, type, wishes);
  return lines.join("\r\n");
}

/** @param {readonly string[]} lines @returns {string[]} of Opus */
function payloadTypes(lines) {
  return lines.flatMap((line) => line.match(/^a=rtpmap:(\d+) opus\/48000/i)?.[1] ?? []);
}

/** @param {string[]} lines @param {string} type @param {Record<string, string>} wanted */
function wish(lines, type, wanted) {
  const at = lines.findIndex((line) => line.startsWith(`a=fmtp:${type} `));
  const wishes = Object.entries(wanted).map(([name, value]) => `${name}=${value}`);
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
  return parameters.map((one) => one.trim()).filter((one) => one && !OURS.has(one.split("=")[0]));
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
