/** Which scene the page shows: nothing going on, a call, or what became of it. The focus goes along. */

import { isLive } from "../call-state.js";
import { byId, onPress, setAttribute, show } from "./dom.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {"idle" | "call" | "outcome"} Scene
 */

export function mountStage() {
  const app = byId("app");
  /** @type {Scene} */
  let scene = "idle";
  /** @type {string | null} */
  let person = null;
  for (const pane of /** @type {const} */ (["people", "calls"]))
    onPress(byId(`tab-${pane}`), () => choosePane(app, pane));

  return {
    /** @param {State} state */
    render({ call }) {
      const before = scene;
      scene = call === null ? "idle" : isLive(call) ? "call" : "outcome";
      setAttribute(app, "data-stage", scene);
      setAttribute(app, "data-phase", call?.phase ?? "");
      for (const name of /** @type {const} */ (["idle", "call", "outcome"])) show(byId(name), name === scene);
      if (scene !== before) moveFocus(scene, person);
      person = call?.peer.username ?? null;
    },
  };
}

/** @param {Scene} scene @param {string | null} person whom the call was with */
function moveFocus(scene, person) {
  if (document.querySelector("dialog:modal")) return;
  if (scene === "call") return byId("call").focus({ preventScroll: true });
  if (scene === "outcome") return byId("outcome-title").focus({ preventScroll: true });
  const row = [...byId("contacts").children].find(
    (one) => /** @type {HTMLElement} */ (one).dataset.key === person,
  );
  const button = /** @type {HTMLElement | null | undefined} */ (row?.querySelector("[data-part='video']"));
  (button?.offsetParent ? button : byId("greeting")).focus({ preventScroll: true });
}

/** On a phone only one of the two fits. @param {HTMLElement} app @param {"people" | "calls"} pane */
function choosePane(app, pane) {
  setAttribute(app, "data-pane", pane);
  setAttribute(byId("tab-people"), "aria-pressed", String(pane === "people"));
  setAttribute(byId("tab-calls"), "aria-pressed", String(pane === "calls"));
}
