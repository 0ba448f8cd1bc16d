/** While the other one is not to be seen, a halo around their avatar as they speak. */

import { isLive } from "../call-state.js";
import { byId } from "./dom.js";
import { listenTo } from "./loudness.js";

/** @param {import("../call.js").Call} call */
export function mountHalo(call) {
  const halo = byId("halo");
  /** @type {MediaStream | null} */
  let heard = null;
  let stop = () => {};

  function follow() {
    const now = call.state.call;
    const unseen = isLive(now) && now.phase === "connected" && !now.peer.video;
    const wanted = unseen && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const sound = (wanted && call.remote?.sound) || null;
    if (sound === heard) return;
    heard = sound;
    stop();
    halo.style.removeProperty("--loudness");
    stop = listenTo(sound, (loudness) => halo.style.setProperty("--loudness", loudness.toFixed(2)));
  }
  call.onstreams(follow);
  return { render: follow };
}
