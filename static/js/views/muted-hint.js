/** *You are muted*, for those who speak and are not heard. Nothing of it leaves this page. */

import { isLive } from "../call-state.js";
import { hear, silent } from "../speaking.js";
import { byId, part, setText, show } from "./dom.js";
import { listenTo } from "./loudness.js";
import { muted as words } from "./words-devices.js";

const SHOWN_MS = 6_000;

/** @param {import("../call.js").Call} call */
export function mountMutedHint(call) {
  const hint = byId("muted-hint");
  /** @type {MediaStream | null} */
  let heard = null;
  let stop = () => {};
  let ear = silent;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function follow() {
    const now = call.state.call;
    const talking = isLive(now) && now.phase === "connected" && now.muted;
    const voice = talking ? call.upkeep.own.voice : null;
    if (voice === heard) return;
    stop();
    heard = voice;
    ear = silent;
    if (!voice) say(false);
    stop = listenTo(voice, take);
  }

  /** @param {number} loudness */
  function take(loudness) {
    const next = hear(ear, loudness);
    ear = next.ear;
    if (!next.speaks) return;
    say(true);
    timer = setTimeout(() => say(false), SHOWN_MS);
  }

  /** @param {boolean} visible */
  function say(visible) {
    clearTimeout(timer);
    const keys = matchMedia("(pointer: fine)").matches;
    setText(part(hint, "words"), keys ? words.hintWithKey : words.hint);
    show(hint, visible);
  }

  call.onstreams(follow);
  return { render: follow };
}
