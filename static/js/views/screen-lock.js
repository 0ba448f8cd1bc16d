/** While a call shows a picture or a screen, the device's own screen does not go dark (W3C Screen Wake Lock). */

import { isLive } from "../call-state.js";

/** @typedef {import("../call-state.js").State} State */

export function mountScreenLock() {
  let wanted = false;
  /** @type {Promise<WakeLockSentinel | null> | null} */
  let held = null;

  function hold() {
    if (!wanted || held || document.visibilityState !== "visible" || !navigator.wakeLock) return;
    held = navigator.wakeLock.request("screen").then(
      (lock) => {
        lock.addEventListener("release", () => {
          held = null; // also when the page is hidden: it is asked for again once it is seen
        });
        return lock;
      },
      () => null, // a low battery, say: the call goes on without
    );
    void held.then((lock) => {
      if (lock === null) held = null;
      else if (!wanted) void lock.release();
    });
  }

  document.addEventListener("visibilitychange", hold);
  return {
    /** @param {State} state */
    render({ call }) {
      const shows = isLive(call) && (call.peer.video || !call.cameraOff || call.screens.theirs);
      if (shows === wanted) return;
      wanted = shows;
      if (wanted) hold();
      else void held?.then((lock) => lock?.release());
    },
  };
}
