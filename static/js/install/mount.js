/**
 * The site as an app of one's own: its worker, updates, notifications of rings, the step that allows them, and what a ring
 * does for those who do not hear or see it. Loaded
 * after the page is up; wiring only.
 */

import { isLive } from "../call-state.js";
import { mountAnnouncer } from "../views/announcer.js";
import { hasId } from "../views/dom.js";
import { mountEnable } from "../views/enable.js";
import { mountFlash } from "../views/flash.js";
import { watchView } from "../views/in-view.js";
import { mountUpdate } from "../views/update.js";
import { ringNotice } from "../views/words-install.js";
import { badge } from "./app-badge.js";
import { askPermission, buttons, isPutOff, keepPutOff, onpermission, permission } from "./permission.js";
import { readiness } from "./readiness.js";
import { follow, RingNotices } from "./ring-notices.js";
import { Shell } from "./shell.js";
import { isSilent, ontouch } from "./sound-lock.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {{
 *   call: {
 *     state: State, subscribe(listener: (state: State) => void): unknown,
 *     accept(call: string, media: import("../protocol.js").MediaKind): void, decline(call: string): void,
 *   },
 *   sounds: {sample(): Promise<boolean>, enabled: boolean},
 *   showRing(call: string): void,
 *   history?: import("../history.js").History,
 * }} Parts
 */

/** @param {Parts} parts */
export async function mountInstall(parts) {
  const { call } = parts;
  const shell = new Shell();
  await shell.register();
  notifyOfRings(shell, parts);
  call.subscribe(mountFlash(parts.sounds));
  call.subscribe(mountAnnouncer(call.state));
  parts.history?.subscribe(({ unseen }) => badge(unseen));
  if (hasId("update")) call.subscribe(updates(shell, call));
  if (hasId("enable")) call.subscribe(await enabling(shell, parts));
}

/** @param {Shell} shell @param {Parts} parts */
function notifyOfRings(shell, { call, sounds, showRing }) {
  const inCall = (/** @type {State} */ state) => isLive(state.call);
  const looking = watchView((here) => {
    if (here) notices.seen(call.state);
    else void notices.follow({ ...call.state });
  });
  const notices = new RingNotices({
    tell: (message) => shell.tell(message),
    allowed: () => permission(shell.works) === "granted",
    looking,
    written: (ring, talking) => {
      const { title, ...options } = ringNotice(ring, { buttons: buttons(), inCall: talking });
      return { title, options: { ...options, silent: !sounds.enabled } };
    },
    inCall,
  });
  call.subscribe((state) => void notices.follow(state));
  addEventListener("pagehide", () => notices.close());
  shell.onanswer((answer) => {
    const touched = navigator.userActivation?.hasBeenActive ?? false;
    follow(call, answer, { touched, inCall: inCall(call.state), show: showRing });
  });
}

/** @param {Shell} shell @param {Parts["call"]} call */
function updates(shell, call) {
  const paint = mountUpdate({
    ready: () => shell.updateReady && !isLive(call.state.call),
    update: () => shell.update(),
  });
  shell.onupdate(paint);
  paint();
  let link = call.state.link.status;
  return (/** @type {State} */ state) => {
    // The server was away: most often a new version of it came up.
    if (state.link.status === "online" && link !== "online") shell.ask();
    link = state.link.status;
    paint();
  };
}

/** @param {Shell} shell @param {Parts} parts */
async function enabling(shell, { call, sounds }) {
  let soundLocked = await isSilent();
  let putOff = isPutOff();
  const paint = mountEnable({
    state: () => readiness({ permission: permission(shell.works), soundLocked, putOff }),
    hidden: () => isLive(call.state.call),
    enable: async () => {
      // Both within the press: browsers count its moments.
      const sounded = sounds.sample();
      await askPermission();
      soundLocked = !(await sounded);
    },
    putOff: () => {
      putOff = true;
      keepPutOff();
    },
  });
  ontouch(() => {
    soundLocked = false;
    paint();
  });
  void onpermission(paint);
  return paint;
}
