/** The own camera and microphone, looked at without a call; opened by the person's press alone. */

import { isLive } from "../call-state.js";
import { byId, onPress, setText, show } from "./dom.js";
import { listenTo } from "./loudness.js";
import { sayings } from "./words.js";
import { mediaFailure } from "./words-failures.js";

/** @param {import("../call.js").Call} call */
export function mountCheck(call) {
  const video = /** @type {HTMLVideoElement} */ (byId("check-video"));
  const level = /** @type {HTMLMeterElement} */ (byId("check-level"));
  let open = false;
  let stopListening = () => {};

  async function start() {
    open = true;
    paint(true);
    setText(byId("check-words"), sayings.checkOpening);
    const problem = await call.startCheck();
    if (!open) return call.stopCheck();
    attach(call.localStream);
    setText(byId("check-words"), problem ? failureIn(problem) : sayings.checkRunning);
  }

  /** @param {MediaStream | null} stream */
  function attach(stream) {
    video.srcObject = stream;
    show(byId("check-none"), !stream?.getVideoTracks().length);
    stopListening();
    stopListening = listenTo(stream, (loudness) => {
      level.value = loudness;
    });
  }

  function stop() {
    if (!open) return;
    open = false;
    stopListening();
    video.srcObject = null;
    level.value = 0;
    call.stopCheck();
    paint(false);
  }

  onPress(byId("check-start"), () => void start());
  onPress(byId("check-stop"), () => {
    stop();
    byId("check-start").focus();
  });
  return { render: (/** @type {import("../call-state.js").State} */ state) => isLive(state.call) && stop() };
}

/** @param {boolean} open */
function paint(open) {
  show(byId("check-start"), !open);
  show(byId("check-panel"), open);
  show(byId("check-none"), false);
  if (open) byId("check-stop").focus();
}

/** @param {import("../call-state.js").MediaProblem} problem */
function failureIn(problem) {
  const { title, todo } = mediaFailure(problem, navigator.userAgent, location.host);
  return `${title}. ${todo}`;
}
