/** Screens in a call: sharing the own one, and the other one's as the main picture with their camera beside it. */

import { isLive } from "../call-state.js";
import { screenUnavailable } from "../screen-capture.js";
import { byId, onPress, part, setAttribute, setName, setText, show } from "./dom.js";
import { cannotShare, screenControls, screenNames } from "./words-screen.js";

/** @typedef {import("../call-state.js").State} State */

/** @param {import("../call.js").Call} call */
export function mountScreen(call) {
  const region = byId("call");
  const video = /** @type {HTMLVideoElement} */ (byId("screen"));
  const button = byId("share");
  /** @type {{whole(): void} | null} */
  let zoom = null;
  describe(button);
  onPress(button, () => press(call, button));
  onPress(byId("stop-showing"), () => {
    call.upkeep.screens.stop();
    button.focus();
  });

  function paint() {
    const now = call.state.call;
    const stream = isLive(now) ? call.upkeep.screens.theirs : null;
    if (video.srcObject !== stream) follow(stream);
    const seen = stream !== null && video.videoWidth > 0;
    if (seen && !zoom)
      void import("./screen-zoom.js").then(
        ({ mountZoom }) => (zoom ??= mountZoom()),
        () => {},
      );
    setAttribute(region, "data-screen", seen ? "there" : "none");
    for (const id of ["their-screen", "zoom"]) show(byId(id), seen);
  }

  /** @param {MediaStream | null} stream */
  function follow(stream) {
    video.srcObject = stream;
    zoom?.whole();
    // Refused sound is asked for by the camera's button (call-view.js); any other failure is another load taking over.
    if (stream) video.play().catch(() => {});
  }

  for (const change of ["resize", "loadeddata", "emptied"]) video.addEventListener(change, paint);
  call.onstreams(paint);
  return {
    /** @param {State} state */
    render({ call: now }) {
      paint();
      if (!isLive(now)) return;
      setName(video, screenNames.video(now.peer.name));
      setName(byId("their-screen"), screenNames.box(now.peer.name));
      paintOwn(button, now);
    },
  };
}

/** @param {import("../call.js").Call} call @param {HTMLElement} button */
function press(call, button) {
  if (call.state.call?.screens.own) call.upkeep.screens.stop();
  else if (button.ariaDisabled !== "true") void call.upkeep.screens.share();
}

/** @param {HTMLElement} button @param {import("../call-state.js").CallView} call */
function paintOwn(button, { screens, phase }) {
  const { name, word } = screens.own ? screenControls.stop : screenControls.share;
  setName(button, name);
  setText(part(button, "word"), word);
  button.toggleAttribute("data-on", screens.own);
  const possible = phase === "connected" || phase === "reconnecting";
  setAttribute(button, "aria-disabled", String(!possible && !screens.own));
  show(byId("showing"), screens.own);
}

/** What this browser cannot do it says before it is tried. @param {HTMLElement} button */
function describe(button) {
  const problem = screenUnavailable();
  if (!problem) return;
  button.setAttribute("data-unavailable", "");
  button.setAttribute("aria-description", cannotShare(problem));
  button.title = cannotShare(problem);
}
