/** The live page: wiring only. */

import { createCall } from "./call.js";
import { realClock } from "./clock.js";
import { encodesLarge } from "./codec-order.js";
import { readLiveConfig } from "./config.js";
import { Devices } from "./devices.js";
import { capture, devices, granted, ondevices } from "./media.js";
import { controlledBySystem } from "./media-session.js";
import { Page } from "./page.js";
import { Peer } from "./peer.js";
import { Preferences } from "./preferences.js";
import { captureScreen } from "./screen-capture.js";
import { Signalling } from "./signalling.js";
import { Sounds } from "./sounds.js";
import { mountAll } from "./views/all.js";
import { byId } from "./views/dom.js";
import { installLater } from "./views/install-later.js";

/** By then the page has nothing more urgent to do. */
const IDLE_MS = 5_000;
/** A call that connects is worth more than its code: no longer is waited for what makes that. */
const SAFETY_MS = 2_000;

/** The safety code, which has to be there when the first call begins. @type {Promise<import("./safety/room.js").SafetyRoom | null> | null} */
let safetyRoom = null;

const config = readLiveConfig(byId("config").textContent);
const page = new Page({ home: config.urls.home, call: config.call });
const signalling = new Signalling({ url: Page.socketUrl(config.socket_path), page });
const preferences = new Preferences();
const sounds = new Sounds();
const call = createCall({
  signalling,
  media: { granted, captureScreen, capture: captureAsChosen },
  makePeer: (options) => new Peer({ ...options, music: () => preferences.value.music }),
  sounds,
  page,
  safety: () => Promise.race([loadSafety(), new Promise((done) => setTimeout(done, SAFETY_MS, null))]),
});
const room = { devices, ondevices };
call.subscribe(controlledBySystem(call));
const { showRing, history } = mountAll(
  call,
  config,
  new Devices({ room, own: call.upkeep.own, preferences, clock: realClock }),
);
void loadSafety();
await page.claimIdentity();
signalling.open();
setTimeout(() => void learn().catch(() => {}), IDLE_MS); // without the server, another time
installLater({ call, sounds, showRing, history });

/** Once; where that failed, again with the next call. */
function loadSafety() {
  safetyRoom ??= import("./safety/room.js").then(
    ({ SafetyRoom }) => new SafetyRoom(call.upkeep),
    () => (safetyRoom = null),
  );
  return safetyRoom;
}

async function learn() {
  const { learnCodecs } = await import("./codec-learning.js");
  await learnCodecs(navigator.mediaCapabilities, localStorage, navigator.userAgent);
}

/** @type {import("./local-media.js").MediaRoom["capture"]} */
async function captureAsChosen(wish, how) {
  const chosen = { ...preferences.value, large: encodesLarge(), ...how };
  if (!wish.video || !chosen.blur) return capture(wish, chosen);
  try {
    const { captureBlurred } = await import("./blur/room.js");
    const { own } = call.upkeep;
    return await captureBlurred({ capture: () => capture(wish, chosen), own, preferences });
  } catch {
    // Without what blurs there is no picture.
    const { tracks } = wish.audio ? await capture({ audio: true, video: false }, chosen) : { tracks: [] };
    return { tracks, problem: "blur_failed" };
  }
}
