/** The one line that always says where the call stands. */

import { byId, part, setAttribute, setText } from "./dom.js";
import { secondsLeft } from "./times.js";
import { peerNote, status, statusSubject } from "./words-calls.js";
import { screenNote } from "./words-screen.js";

/** @typedef {import("../call-state.js").State} State */

/** @param {import("../call-state.js").CallView} call */
const notesOf = (call) => [peerNote(call), screenNote(call)].filter(Boolean).join(" · ");

export function mountStatus() {
  const line = byId("status");
  return {
    /** @param {State} state */
    render(state) {
      const note = state.call ? notesOf(state.call) : "";
      setText(part(line, "subject"), statusSubject(state));
      setText(part(line, "words"), note ? `${status(state)} · ${note}` : status(state));
      setAttribute(line, "data-weight", note ? "note" : "");
    },
    /** Counting down is for the eye alone: a screen reader would never get to anything else. @param {State} state */
    tick({ call }) {
      const counts = call?.phase === "reconnecting" && call.until !== null && !call.move && !call.peer.moving;
      setText(part(line, "left"), counts ? ` ${secondsLeft(Number(call.until))} s` : "");
    },
  };
}
