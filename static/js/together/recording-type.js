/** Of what a recording is made: what most players play comes first. Pure but for the question what this browser can. */

/** H.264 with AAC plays everywhere; after that VP8, which costs least beside a call. MP4 of the newer codecs plays in few programs. */
const VIDEO = [
  "video/mp4;codecs=avc1.64001f,mp4a.40.2",
  "video/mp4;codecs=avc1.42e01f,mp4a.40.2",
  "video/webm;codecs=vp8,opus",
  "video/webm",
  "video/mp4",
];
const SOUND = [
  "audio/mp4;codecs=mp4a.40.2",
  "audio/webm;codecs=opus",
  "audio/webm",
  "audio/mp4",
  "audio/ogg",
];

/** @param {boolean} withPicture @param {(type: string) => boolean} can @returns {string | null} null where this browser records nothing */
export function recordingType(withPicture, can) {
  return (withPicture ? VIDEO : SOUND).find(can) ?? null;
}

/** @param {string} type */
export function endingOf(type) {
  if (type.startsWith("audio/mp4")) return "m4a";
  return type.split(";")[0].split("/")[1];
}
