/** How good the connection is, in words and numbers. Pure. */

import { gettext } from "../gettext.js";

/** @typedef {import("../link-quality.js").Measure} Measure */
/** @typedef {import("../link-quality.js").Way} Way */

const UNKNOWN = "–";

/** @param {Pick<import("../link-quality.js").Verdict, "grade" | "side">} verdict @param {string} name the other one's */
export function verdictWords({ grade, side }, name) {
  if (grade === "good") return gettext("The connection is good");
  if (side === "mine")
    return grade === "weak" ? gettext("Your connection is weak") : gettext("Your connection is bad");
  if (side === "theirs")
    return grade === "weak"
      ? gettext("{name}’s connection is weak", { name })
      : gettext("{name}’s connection is bad", { name });
  return grade === "weak" ? gettext("The connection is weak") : gettext("The connection is bad");
}

/** What each line of the panel says, by the id of its place. @param {Measure} now @returns {Record<string, string>} */
export function qualityLines({ sent, received, roundTripMs, relayed, transport }) {
  const chip = sent.hardware === true ? `${picture(sent)}, ${gettext("hardware")}` : picture(sent);
  return {
    "quality-received": `${picture(received)} · ${rate(received.kbps)}`,
    "quality-sent": `${chip} · ${rate(sent.kbps)}`,
    "quality-sound": sound(received, sent),
    "quality-loss": `${share(received.loss)} / ${share(sent.loss)}`,
    "quality-trip": roundTripMs === null ? UNKNOWN : `${roundTripMs} ms`,
    "quality-path": path(relayed, transport),
  };
}

/** @param {Way} way */
function picture({ width, height, rate: frames, picture: codec }) {
  if (!width || !height) return gettext("No picture");
  const speed = frames === null ? "" : `, ${Math.round(frames)}/s`;
  return `${width} × ${height}${speed}${codec ? `, ${codec}` : ""}`;
}

/** @param {Way} received @param {Way} sent */
function sound({ sound: heard }, { sound: said }) {
  return heard === said ? (heard ?? UNKNOWN) : `${heard ?? UNKNOWN} / ${said ?? UNKNOWN}`;
}

/** @param {number} kbps */
export function rate(kbps) {
  return kbps >= 1_000 ? `${(kbps / 1_000).toFixed(1)} Mbit/s` : `${Math.round(kbps)} kbit/s`;
}

/** @param {number | null} loss */
const share = (loss) => (loss === null ? UNKNOWN : `${(loss * 100).toFixed(1)} %`);

/** @param {boolean | null} relayed @param {string | null} transport */
function path(relayed, transport) {
  if (relayed === null) return UNKNOWN;
  const how = relayed ? gettext("Through a relay") : gettext("Direct");
  return transport ? `${how} (${transport.toUpperCase()})` : how;
}
