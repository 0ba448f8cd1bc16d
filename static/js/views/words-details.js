/**
 * What to tell the operator: the technical reason of a failure, as lines to copy. English words of the standards, because
 * the operator looks for those; no address and no name. Pure.
 */

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {import("../call-state.js").CallView} CallView
 * @typedef {import("../protocol.js").CallReport} Report
 */

/** @type {Record<Report["outcome"], string>} */
const OUTCOMES = {
  connecting: "still looking for a way",
  connected: "connected",
  lost: "connected, then lost",
  ice_failed: "ICE failed: no way between the two browsers",
  dtls_failed: "DTLS failed: a way, but no secure session over it",
  no_candidates: "no ICE candidates of this browser",
  no_signals: "nothing came from the other browser",
};

/** Of a call that could not connect or was lost; nothing for any other. @param {CallView} call @returns {string[]} */
export function callDetails(call) {
  if (call.reason !== "failed" && call.reason !== "lost") return [];
  const mine = call.report;
  return [`Call: ${call.id}`, `End: ${call.reason}`, ...(mine ? reportLines(mine) : []), ...mediaLines(call)];
}

/** @param {Report} report */
function reportLines(report) {
  const { epoch, outcome, relay_offered, errors = [], restarts, setup_ms, loss, local, remote } = report;
  const path = local && remote ? `${local} to ${remote}, ${report.relay ?? report.transport ?? "?"}` : null;
  return lines({
    Media: `${OUTCOMES[outcome]} (connection ${epoch})`,
    "Relay (TURN) offered by the server": relay_offered === undefined ? null : yes(relay_offered),
    "Candidates of this browser": kinds(report.gathered),
    "Candidates of the other": kinds(report.heard),
    icecandidateerror: errors.length > 0 ? errors.join(", ") : null,
    Path: path,
    "Connected after": setup_ms === undefined ? null : `${setup_ms} ms`,
    "ICE restarts": restarts || null,
    "Packets lost": loss === undefined ? null : `${loss} %`,
  });
}

/** Of camera and microphone. @param {CallView} call @returns {string[]} */
export function mediaLines({ mediaProblem }) {
  return mediaProblem === null ? [] : [`Camera and microphone: ${mediaProblem}`];
}

/** Of the socket. @param {State} state @returns {string[]} */
export function linkDetails({ link, call }) {
  return lines({ Socket: link.status, Call: call?.id ?? null, Media: call?.mediaLink ?? null });
}

/** @param {Record<string, string | number | null>} said */
function lines(said) {
  return Object.entries(said).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
}

/** @param {string[] | undefined} list */
const kinds = (list) => (list === undefined ? null : list.join(", ") || "none");

/** @param {boolean} value */
const yes = (value) => (value ? "yes" : "no");
