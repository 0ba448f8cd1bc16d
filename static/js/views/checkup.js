/** *Check my connection*: each thing that a call needs, in plain words. */

import { summary } from "../check/verdicts.js";
import { byId, onPress, part, setAttribute, setText, show } from "./dom.js";
import { listenTo } from "./loudness.js";
import { buttons, marks, saying, summing } from "./words-check.js";

/** @typedef {import("../check/checkup.js").State} State @typedef {import("../check/checkup.js").Part} Part */

const PARTS = /** @type {const} */ (["server", "camera", "microphone", "speaker", "direct", "relay"]);

/** @param {import("../check/checkup.js").Checkup} checkup @param {{sample(): Promise<boolean>}} sounds */
export function mountCheckup(checkup, sounds) {
  onPress(byId("checkup-start"), () => {
    if (checkup.state.open) checkup.close();
    else void checkup.start();
  });
  onPress(byId("checkup-play"), () => void sounds.sample().then((played) => checkup.played(played)));
  onPress(byId("checkup-heard"), () => answer(true));
  onPress(byId("checkup-not-heard"), () => answer(false));
  const picture = pictureOf(checkup);
  checkup.subscribe((state) => {
    paintSteps(state);
    picture(state.stream);
  });

  /** The pressed button goes away: the one beside it takes the focus. @param {boolean} yes */
  function answer(yes) {
    checkup.answered(yes);
    byId("checkup-play").focus();
  }
}

/** @param {State} state */
function paintSteps({ open, verdicts }) {
  for (const name of PARTS) paintStep(name, verdicts[name]);
  const begun = verdicts.server.status !== "waiting";
  setText(
    part(byId("checkup-start"), "words"),
    begun && !open ? buttons.again : open ? buttons.stop : buttons.start,
  );
  setText(byId("checkup-summary"), begun ? summing(summary(ways(verdicts))) : "");
  show(byId("checkup-play"), open);
  show(byId("checkup-answers"), verdicts.speaker.code === "asking" && open);
}

/** What the person has yet to say or do keeps nobody waiting for the summary. @param {State["verdicts"]} verdicts */
function ways(verdicts) {
  const settled = Object.entries(verdicts).filter(
    ([name, { status }]) =>
      status !== "running" || name === "direct" || name === "relay" || name === "camera",
  );
  return Object.fromEntries(settled);
}

/** @param {Part} name @param {import("../check/verdicts.js").Verdict} verdict */
function paintStep(name, verdict) {
  const step = byId(`checkup-${name}`);
  const { words, todo } = saying(name, verdict);
  setAttribute(step, "data-status", verdict.status);
  setText(part(step, "mark"), marks[verdict.status]);
  setText(part(step, "words"), words);
  setText(part(step, "todo"), todo);
  show(part(step, "todo"), todo !== "");
}

/** @param {import("../check/checkup.js").Checkup} checkup */
function pictureOf(checkup) {
  const video = /** @type {HTMLVideoElement} */ (byId("checkup-video"));
  const level = /** @type {HTMLMeterElement} */ (byId("checkup-level"));
  /** @type {MediaStream | null} */
  let shown = null;
  let stop = () => {};
  return (/** @type {MediaStream | null} */ stream) => {
    show(byId("checkup-picture"), (stream?.getVideoTracks().length ?? 0) > 0);
    show(byId("checkup-meter"), (stream?.getAudioTracks().length ?? 0) > 0);
    if (stream === shown) return;
    shown = stream;
    video.srcObject = stream;
    stop();
    level.value = 0;
    stop = listenTo(stream, (loudness) => {
      level.value = loudness;
      checkup.heard(loudness);
    });
  };
}
