/** Beside the name, three bars: how good the connection is; in words when it is not, and the whole of it on demand. */

import { isLive } from "../call-state.js";
import { gradeOf, measure, noVerdict, settle } from "../link-quality.js";
import { byId, onPress, part, setAttribute, setName, setText, show } from "./dom.js";
import { load } from "./load.js";
import { verdictWords } from "./words-quality.js";

/** @typedef {import("../link-quality.js").Measure} Measure */

const EVERY_MS = 2_000;
/** Five minutes. */
const KEPT = 150;

/** @param {import("../call.js").Call} call */
export function mountQuality(call) {
  const button = byId("quality");
  /** @type {Measure[]} */
  let past = [];
  let verdict = noVerdict;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  /** Draws the panel, once it has been opened. */
  let draw = (/** @type {Measure[]} */ _) => {};

  async function look() {
    const facts = await call.upkeep.connections.current?.facts();
    const now = call.state.call;
    if (!facts || !timer || !isLive(now)) return;
    past = [...past, measure(facts.rows ?? [], Date.now(), past.at(-1) ?? null)].slice(-KEPT);
    const paused = { mine: now.paused && !now.cameraOff, theirs: now.peer.paused === true && now.peer.video };
    if (past.length > 1) verdict = settle(verdict, gradeOf(past[past.length - 1], paused));
    paint(button, verdict, now.peer.name, paused.mine || paused.theirs);
    draw(past);
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
  }

  const open = () =>
    load(
      () => import("./quality-panel.js"),
      ({ drawQuality, openQuality }) => {
        draw = drawQuality;
        openQuality();
        draw(past);
      },
    );
  onPress(button, () => void open());
  onPress(byId("menu-quality"), () => {
    byId("call-menu").hidePopover();
    void open();
  });
  return {
    /** @param {import("../call-state.js").State} state */
    render({ call: now }) {
      const connected = isLive(now) && now.phase === "connected";
      show(button, connected);
      if (!connected) show(byId("quality-hint"), false);
      if (!isLive(now)) [past, verdict] = [[], noVerdict];
      if (connected && !timer) {
        paint(button, verdict, now.peer.name, true);
        timer = setInterval(() => void look(), EVERY_MS);
      }
      if (!connected) stop();
    },
  };
}

/** @param {HTMLElement} button @param {import("../link-quality.js").Verdict} verdict @param {string} name @param {boolean} told the status line says it already */
function paint(button, verdict, name, told) {
  const words = verdictWords(verdict, name);
  setAttribute(button, "data-grade", verdict.grade);
  setName(button, words);
  const hint = byId("quality-hint");
  setText(part(hint, "words"), words);
  show(hint, verdict.grade === "bad" && !told);
}
