/** What two people do together in a call, beside talking: in *More options*, and as marks over the picture. Loaded with the first call. */

import { isLive } from "../call-state.js";
import { realClock } from "../clock.js";
import { Company } from "../together/company.js";
import { Gestures } from "../together/gestures.js";
import { mountCaptions } from "./captions.js";
import { mountGestures } from "./gestures.js";
import { mountPictures } from "./pictures.js";
import { mountRecording } from "./recording.js";
import { furnish, tell } from "./together-parts.js";
import { reach as words } from "./words-together.js";

/** What this page takes part in, by the names in docs/protocol.md. */
const KNOWS = ["reaction", "hand", "picture", "recording", "captions"];

/** @param {import("../call.js").Call} call */
export async function mountTogether(call) {
  await furnish();
  const company = new Company({ exchange: call.exchange, clock: realClock, knows: KNOWS });
  const name = () => call.state.call?.peer.name ?? "";
  /** Whether it can be done now; says why not. @param {string} about */
  function ready(about) {
    const reach = isLive(call.state.call) ? company.reach(about) : "away";
    if (reach !== "yes") tell(reach === "old" ? words.old(name()) : words.away);
    return reach === "yes";
  }
  const other = { name, ready };
  const parts = [
    mountGestures(new Gestures(company), other),
    mountPictures(company, other),
    mountRecording(call, company, other),
    mountCaptions(call, company, other),
  ];
  company.start();
  return {
    render() {
      for (const part of parts) part.render();
    },
  };
}
