/**
 * Media keys, a headset's buttons and the system's own call controls (W3C Media Session): mute, camera, hanging up; the
 * system shows whether the microphone and the camera are on.
 */

import { isLive } from "./call-view.js";

/**
 * @typedef {import("./call-state.js").State} State
 * @typedef {Pick<import("./call.js").Call, "state" | "hangUp" | "decline" | "setMuted" | "setCameraOff">} Controlled
 */

/** Makes the system's controls those of the call. @param {Controlled} call @param {any} [session] @returns {(state: State) => void} to be called with each state */
export function controlledBySystem(call, session = navigator.mediaSession) {
  if (!session) return () => {};
  /** @type {Record<string, () => void>} */
  const actions = {
    hangup: () => (isLive(call.state.call) ? call.hangUp() : declineFirst(call)),
    togglemicrophone: () => call.setMuted(!call.state.call?.muted),
    togglecamera: () => call.setCameraOff(!call.state.call?.cameraOff),
  };
  let busy = false;
  return ({ call: now, rings }) => {
    const wanted = isLive(now) || rings.length > 0;
    if (wanted !== busy)
      for (const name of Object.keys(actions)) handle(session, name, wanted ? actions[name] : null);
    busy = wanted;
    if (!isLive(now)) return;
    session.setMicrophoneActive?.(!now.muted);
    session.setCameraActive?.(!now.cameraOff);
  };
}

/** @param {Controlled} call */
function declineFirst(call) {
  const [ring] = call.state.rings;
  if (ring) call.decline(ring.call);
}

/** @param {any} session @param {string} name @param {(() => void) | null} action */
function handle(session, name, action) {
  try {
    session.setActionHandler(name, action);
  } catch {
    // A browser that does not know this action says so by throwing (Media Session, 4.1).
  }
}
