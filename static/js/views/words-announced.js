/** What is said aloud when something changes that only the eye would notice. Pure. */

import { gettext } from "../gettext.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {import("../call-state.js").CallView} CallView
 */

/** @param {State} before @param {State} after @returns {string} empty where there is nothing to say */
export function announced(before, after) {
  return [...rings(before, after), ...own(before.call, after.call)].join(" ");
}

/** In a call a ring takes no focus; and that one is over, nothing says. @param {State} before @param {State} after @returns {string[]} */
function rings(before, after) {
  const talking = after.call !== null && after.call.phase !== "ended";
  const came = after.rings.filter((ring) => !before.rings.some(({ call }) => call === ring.call));
  const went = before.rings.filter((ring) => !after.rings.some(({ call }) => call === ring.call));
  return [
    ...(talking ? came.map(({ from }) => gettext("{name} is calling", { name: from.name })) : []),
    ...went
      .filter(({ call }) => call !== after.call?.id)
      .map(({ from }) => gettext("{name} has stopped ringing.", { name: from.name })),
  ];
}

/** By a key, or by the system's own controls: the button that says so has no focus. @param {CallView | null} was @param {CallView | null} is @returns {string[]} */
function own(was, is) {
  if (!was || !is || was.id !== is.id || was.phase !== "connected" || is.phase !== "connected") return [];
  const said = [];
  if (was.muted !== is.muted)
    said.push(is.muted ? gettext("Your microphone is off.") : gettext("Your microphone is on."));
  if (was.cameraOff !== is.cameraOff)
    said.push(is.cameraOff ? gettext("Your camera is off.") : gettext("Your camera is on."));
  return said;
}
