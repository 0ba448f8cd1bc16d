/**
 * Asks the browser what a chip of this machine encodes. That takes time, so it is done when nothing goes on, once for
 * each version of the browser, and remembered for codec-order.js.
 */

import { BEST_FIRST, KEPT, kept } from "./codec-order.js";

const PICTURE = { width: 1280, height: 720, bitrate: 1_500_000, framerate: 30 };
const LARGE = { width: 1920, height: 1080, bitrate: 5_000_000, framerate: 30 };

/**
 * @param {readonly {type: string, info: {supported: boolean, smooth: boolean, powerEfficient: boolean}}[]} answers
 * @returns {string[]} those that go first
 */
export function inHardware(answers) {
  const good = answers.filter(({ info }) => info.supported && info.smooth && info.powerEfficient);
  return BEST_FIRST.filter((type) => good.some((one) => one.type === type));
}

/** @param {MediaCapabilities | undefined} capabilities @param {Storage} storage @param {string} browser */
export async function learnCodecs(capabilities, storage, browser) {
  if (!capabilities?.encodingInfo || kept(storage, browser)) return;
  const codecs = inHardware(await ask(capabilities, PICTURE));
  const large = inHardware(await ask(capabilities, LARGE)).some((type) => type === codecs[0]);
  try {
    storage.setItem(KEPT, JSON.stringify({ browser, codecs, large }));
  } catch {
    // Storage is blocked: the browser's own order stays.
  }
}

/** @param {MediaCapabilities} capabilities @param {typeof PICTURE} picture */
async function ask(capabilities, picture) {
  const asked = BEST_FIRST.map(async (type) => {
    try {
      const video = { contentType: type, ...picture };
      return [{ type, info: await capabilities.encodingInfo({ type: "webrtc", video }) }];
    } catch {
      return []; // a browser that does not know it for calls
    }
  });
  return (await Promise.all(asked)).flat();
}
