/**
 * The call in a small window over all others: with its controls where the browser has Document Picture-in-Picture (WICG),
 * else the bare picture. Loaded when it is asked for.
 */

import { byId } from "./dom.js";

const SIZE = { width: 360, height: 260 };
/** What can be done there, by the ids of the call's own buttons. */
const BUTTONS = ["mute", "camera", "end"];

/** @returns {Promise<{close(): void, readonly isOpen: boolean} | null>} null where the browser did not let us */
export async function openFloating() {
  const documents = /** @type {any} */ (globalThis).documentPictureInPicture;
  try {
    return documents ? withControls(await documents.requestWindow(SIZE)) : await bare(mainPicture());
  } catch {
    return null;
  }
}

/** The other one's screen, or else their camera. @returns {HTMLVideoElement} */
function mainPicture() {
  const screen = byId("call").dataset.screen === "there";
  return /** @type {HTMLVideoElement} */ (byId(screen ? "screen" : "remote"));
}

/** @param {HTMLVideoElement} video */
async function bare(video) {
  await video.requestPictureInPicture();
  return {
    close: () => void document.exitPictureInPicture().catch(() => {}),
    get isOpen() {
      return document.pictureInPictureElement === video;
    },
  };
}

/** @param {Window} pip */
function withControls(pip) {
  const { document: there } = pip;
  there.documentElement.lang = document.documentElement.lang;
  there.title = document.title;
  for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) there.head.append(sheet.cloneNode());
  const video = there.createElement("video");
  Object.assign(video, { autoplay: true, muted: true, playsInline: true, className: "floating__picture" });
  const controls = there.createElement("div");
  controls.className = "controls floating__controls";
  there.body.className = "floating";
  there.body.append(video, controls);
  const paint = () => {
    const { srcObject } = mainPicture();
    if (video.srcObject !== srcObject) video.srcObject = srcObject;
    controls.replaceChildren(...BUTTONS.map((id) => copyOf(id, there)));
  };
  const watch = new MutationObserver(paint);
  watch.observe(byId("call"), {
    attributes: true,
    subtree: true,
    attributeFilter: ["aria-label", "data-screen", "data-picture"],
  });
  const timer = setInterval(() => {
    if (video.srcObject !== mainPicture().srcObject) paint(); // a new epoch's stream
  }, 1000);
  pip.addEventListener("pagehide", () => {
    watch.disconnect();
    clearInterval(timer);
  });
  paint();
  return {
    close: () => pip.close(),
    get isOpen() {
      return !pip.closed;
    },
  };
}

/** A button that presses the one of the page. @param {string} id @param {Document} there */
function copyOf(id, there) {
  const button = byId(id);
  const copy = /** @type {HTMLElement} */ (there.importNode(button, true));
  copy.removeAttribute("id");
  copy.addEventListener("click", () => button.click());
  return copy;
}
