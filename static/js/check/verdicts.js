/**
 * What came out of a check, in codes that the words are made for (views/words-check.js). Pure.
 *
 * @typedef {"waiting" | "running" | "fine" | "poor" | "failed"} Status
 * @typedef {{status: Status, code: string, ms?: number}} Verdict
 * @typedef {import("./loopback.js").Way} Way
 */

/** @param {Status} status @param {string} code @returns {Verdict} */
export const verdict = (status, code) => ({ status, code });

/** @param {import("../call-state.js").LinkStatus} link @returns {Verdict} */
export function serverVerdict(link) {
  if (link === "online") return verdict("fine", "online");
  if (link === "connecting" || link === "waiting") return verdict("failed", "offline");
  return verdict("failed", link);
}

/**
 * Direct: does this network let packets out and back?
 * @param {import("./loopback.js").Gathered} gathered @param {boolean} asked whether there is a server that tells the address
 * @returns {Verdict}
 */
export function directVerdict({ kinds, troubles, complete }, asked) {
  if (kinds.srflx > 0) return verdict("fine", "reflected");
  const unanswered = !complete || troubles.some(({ code, transport }) => code === 701 && transport === "udp");
  // On the open Internet the own address is the public one, and browsers do not name it twice.
  if (asked && !unanswered && kinds.host > 0) return verdict("fine", "reflected");
  if (!asked) return kinds.host > 0 ? verdict("poor", "same_network") : verdict("failed", "no_network");
  if (kinds.relay > 0) return verdict("poor", "relay_only");
  return kinds.host > 0 ? verdict("poor", "blocked") : verdict("failed", "no_network");
}

/** @param {Way} way @returns {Verdict} */
export function relayVerdict(way) {
  if (way.connected) {
    const over = way.over ?? "udp";
    return { status: "fine", code: over === "udp" ? "relayed" : "relayed_tcp", ms: way.ms };
  }
  return verdict("failed", relayFailure(way));
}

/** Why no relay was reached: the most telling of the errors. @param {Way} way */
export function relayFailure({ kinds, troubles }) {
  const codes = new Set(troubles.map(({ code }) => code));
  if (codes.has(401) || codes.has(403)) return "refused";
  if (codes.has(486) || codes.has(508)) return "full";
  if (kinds.relay > 0) return "stuck";
  return "unreachable";
}

/** The page's summary: what of it keeps from calling? @param {Record<string, Verdict>} verdicts */
export function summary(verdicts) {
  const all = Object.values(verdicts);
  if (all.some(({ status }) => status === "running" || status === "waiting")) return "running";
  if (verdicts.server?.status === "failed") return "no_server";
  const ways = [verdicts.direct, verdicts.relay];
  if (ways.every((way) => way?.status !== "fine")) return "no_way";
  if (all.some(({ status }) => status === "failed")) return "partly";
  return "good";
}
