/** What became of the call, and the next likely step. */

import { mountDetails, paintDetails } from "./details.js";
import { byId, onPress, paintAvatar, part, setAttribute, setText, show } from "./dom.js";
import { outcome } from "./words-calls.js";
import { callDetails } from "./words-details.js";

/** @param {import("../call.js").Call} call */
export function mountOutcome(call) {
  const section = byId("outcome");
  onPress(byId("call-again"), () => call.callAgain());
  onPress(byId("outcome-close"), () => call.dismiss());
  mountDetails(section);
  section.addEventListener("keydown", (event) => event.key === "Escape" && call.dismiss());
  return {
    /** @param {import("../call-state.js").State} state */
    render({ call: ended, link }) {
      if (ended?.phase !== "ended") return;
      const { title, detail } = outcome(ended);
      paintAvatar(part(section, "avatar"), ended.peer);
      setText(byId("outcome-title"), title);
      setText(byId("outcome-detail"), detail);
      paintDetails(section, callDetails(ended));
      setAttribute(section, "data-media", ended.media);
      show(byId("outcome-check"), ended.reason === "failed" || ended.reason === "lost");
      show(byId("call-again"), link.status !== "signed_out"); // nobody could be called
    },
  };
}
