/**
 * Which picture codec comes first: one that a chip encodes, for the battery and for the fan; where none does, the
 * browser's own order. What chips do is known from before (codec-learning.js).
 */

export const KEPT = "videocall.codecs";
/** Of chips, the one that makes the better picture of the same bits. */
export const BEST_FIRST = ["video/AV1", "video/VP9", "video/H264", "video/VP8"];

/**
 * @template {{mimeType: string}} Codec
 * @param {readonly Codec[]} codecs @param {readonly string[]} first
 * @returns {Codec[] | null} null where the browser's order is right
 */
export function ordered(codecs, first) {
  const rank = (/** @type {Codec} */ { mimeType }) => {
    const at = first.findIndex((type) => type.toLowerCase() === mimeType.toLowerCase());
    return at < 0 ? first.length : at;
  };
  if (!codecs.some((codec) => rank(codec) < first.length)) return null;
  return [...codecs].sort((one, other) => rank(one) - rank(other)); // a stable sort: profiles keep their order
}

/** Offers or answers with those first; not a moment is lost here. @param {RTCRtpTransceiver} transceiver @param {Pick<Storage, "getItem">} [storage] */
export function preferHardware(transceiver, storage = globalThis.localStorage) {
  if (transceiver.receiver.track.kind !== "video") return;
  const codecs = ordered(RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? [], kept(storage) ?? []);
  if (codecs) transceiver.setCodecPreferences?.(codecs);
}

/** Whether the codec that goes first is a chip's for Full HD too. @param {Pick<Storage, "getItem">} [storage] @returns {boolean} */
export function encodesLarge(storage = globalThis.localStorage) {
  try {
    return JSON.parse(storage.getItem(KEPT) ?? "null")?.large === true;
  } catch {
    return false; // somebody else's value, or blocked storage
  }
}

/** What was learnt. @param {Pick<Storage, "getItem"> | undefined} storage @param {string} [browser] which must have said so @returns {string[] | null} */
export function kept(storage, browser) {
  try {
    const { browser: said, codecs } = JSON.parse(storage?.getItem(KEPT) ?? "null") ?? {};
    if (!Array.isArray(codecs) || (browser !== undefined && said !== browser)) return null;
    return codecs.filter((one) => typeof one === "string");
  } catch {
    return null; // somebody else's value, or blocked storage
  }
}
