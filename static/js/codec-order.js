/**
 * Which picture codec comes first: one that a chip encodes, for the battery and for the fan; where none does, the
 * browser's own order. Asking takes time, so it is asked when nothing goes on, and remembered for this browser.
 */

const KEPT = "videocall.codecs";
/** Of chips, the one that makes the better picture of the same bits. */
const BEST_FIRST = ["video/AV1", "video/VP9", "video/H264", "video/VP8"];
const PICTURE = { width: 1280, height: 720, bitrate: 1_500_000, framerate: 30 };

/**
 * @param {readonly {type: string, info: {supported: boolean, smooth: boolean, powerEfficient: boolean}}[]} answers
 * @returns {string[]} those that go first
 */
export function inHardware(answers) {
  const good = answers.filter(({ info }) => info.supported && info.smooth && info.powerEfficient);
  return BEST_FIRST.filter((type) => good.some((one) => one.type === type));
}

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

/** Asks the browser, once for each version of it. @param {MediaCapabilities | undefined} capabilities @param {Storage} storage @param {string} browser */
export async function learnCodecs(capabilities, storage, browser) {
  if (!capabilities?.encodingInfo || kept(storage, browser)) return;
  const asked = BEST_FIRST.map(async (type) => {
    try {
      const video = { contentType: type, ...PICTURE };
      return [{ type, info: await capabilities.encodingInfo({ type: "webrtc", video }) }];
    } catch {
      return []; // a browser that does not know it for calls
    }
  });
  const codecs = inHardware((await Promise.all(asked)).flat());
  try {
    storage.setItem(KEPT, JSON.stringify({ browser, codecs }));
  } catch {
    // Storage is blocked: the browser's own order stays.
  }
}

/** @param {Pick<Storage, "getItem"> | undefined} storage @param {string} [browser] which must have said so @returns {string[] | null} */
function kept(storage, browser) {
  try {
    const { browser: said, codecs } = JSON.parse(storage?.getItem(KEPT) ?? "null") ?? {};
    if (!Array.isArray(codecs) || (browser !== undefined && said !== browser)) return null;
    return codecs.filter((one) => typeof one === "string");
  } catch {
    return null; // somebody else's value, or blocked storage
  }
}
