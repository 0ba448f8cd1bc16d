/** The call on the stage: the other one's picture and sound, who it is, how long it lasts. */

import { isLive } from "../call-state.js";
import { ontouch } from "../install/sound-lock.js";
import { byId, onPress, paintAvatar, part, setAttribute, setName, setText, show } from "./dom.js";
import { Freshness } from "./freshness.js";
import { counted } from "./times.js";
import { names } from "./words.js";
import { outgoingHint } from "./words-calls.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {import("../call-state.js").CallView} CallView
 */

/** @param {import("../call.js").Call} call */
export function mountCallView(call) {
  const region = byId("call");
  const remote = /** @type {HTMLVideoElement} */ (byId("remote"));
  const voice = /** @type {HTMLAudioElement} */ (byId("voice"));
  const soundButton = byId("turn-on-sound");

  const fresh = new Freshness(remote, () => paintPicture());
  const paintPicture = () => setPicture(region, remote, call.state.call, fresh);
  for (const change of ["resize", "loadeddata", "emptied"]) remote.addEventListener(change, paintPicture);
  new ResizeObserver(paintPicture).observe(region);
  onPress(soundButton, () => void hear());
  call.onstreams(attach);
  /** The browser does not let the other one be heard. */
  let refused = false;

  function attach() {
    const { sound = null, picture = null } = (isLive(call.state.call) && call.remote) || {};
    if (remote.srcObject !== picture) remote.srcObject = picture;
    if (voice.srcObject === sound && !refused) return;
    if (voice.srcObject !== sound) voice.srcObject = sound;
    if (sound) void hear();
    else paintRefused(false);
  }

  /**
   * Browsers may refuse to play sound before the person touched the page (HTML standard, 4.8.11.8). Any touch ends
   * that, and so do a camera and microphone that open.
   */
  async function hear() {
    try {
      await voice.play();
      paintRefused(false);
    } catch (error) {
      // Any other failure is another load taking over (AbortError), which plays by itself.
      if (/** @type {Error} */ (error).name === "NotAllowedError") paintRefused(voice.srcObject !== null);
    }
  }

  /** @param {boolean} now */
  function paintRefused(now) {
    if (now && !refused) ontouch(() => refused && void hear());
    refused = now;
    show(soundButton, now);
  }

  return {
    /** @param {State} state */
    render(state) {
      attach();
      if (!isLive(state.call)) return;
      paint(region, remote, state.call, state);
      paintPicture();
    },
    /** @param {State} state */
    tick({ call: now }) {
      const since = isLive(now) ? now.since : null;
      setText(byId("call-time"), since === null ? "" : counted((Date.now() - since) / 1000));
    },
  };
}

/** @param {HTMLElement} region @param {HTMLElement} remote @param {CallView} call @param {State} state */
function paint(region, remote, call, state) {
  const { peer, phase, media } = call;
  setName(region, names.region(peer.name));
  setName(remote, names.remoteVideo(peer.name));
  setText(byId("call-name"), peer.name);
  setText(byId("call-whom"), peer.name);
  paintAvatar(part(region, "avatar"), peer);
  setText(byId("call-hint"), outgoing(call) ? outgoingHint(call, state) : "");
  setAttribute(region, "data-phase", outgoing(call) ? "outgoing" : phase);
  setAttribute(region, "data-media", media);
  const told = phase === "connected" || phase === "reconnecting";
  show(byId("peer-muted"), told && !peer.audio);
  show(byId("peer-dark"), told && media === "video" && (!peer.video || peer.paused === true));
}

/** @param {CallView} call */
export function outgoing({ role, phase }) {
  return role === "caller" && (phase === "preparing" || phase === "calling" || phase === "ringing");
}

/**
 * Whether the other one is to be seen, and whether the picture fills the stage: it does when both are upright
 * or both wide, else it would lose too much.
 * @param {HTMLElement} region @param {HTMLVideoElement} remote @param {CallView | null} call @param {Freshness} fresh
 */
function setPicture(region, remote, call, fresh) {
  const sent = isLive(call) && call.peer.video && !call.peer.paused;
  const seen = fresh.is(sent) && remote.videoWidth > 0;
  setAttribute(region, "data-picture", seen ? "there" : "none");
  if (!seen) return;
  const sameWay = remote.videoWidth >= remote.videoHeight === region.clientWidth >= region.clientHeight;
  setAttribute(region, "data-fit", sameWay ? "cover" : "contain");
}
