/**
 * How good a call's connection is, and on whose side it is not, from two looks at getStats (W3C webrtc-stats) a moment
 * apart. What we send is judged by what the other side reports of it, what we receive by what is missing of it. Pure.
 *
 * @typedef {"good" | "weak" | "bad"} Grade
 * @typedef {"mine" | "theirs" | "both"} Side
 *
 * One way of a call. `loss`: 0 to 1 since the last look; `codec`: as "VP9"; null is what nobody says.
 * @typedef {{
 *   kbps: number, loss: number | null, width: number | null, height: number | null, rate: number | null,
 *   picture: string | null, sound: string | null,
 * }} Way
 *
 * `limited`: the encoder gives less for want of bandwidth; `hardware`: the picture is encoded by a chip.
 * @typedef {{
 *   at: number, sent: Way & {limited: boolean, hardware: boolean | null}, received: Way & {jitterMs: number | null},
 *   roundTripMs: number | null, relayed: boolean | null, transport: string | null, counts: Counts,
 * }} Measure
 * @typedef {{sent: number, received: number, lost: number, packets: number}} Counts
 * @typedef {{grade: Grade, side: Side, worse: number, better: number}} Verdict `worse`, `better`: looks in a row
 */

import { pairOf } from "./peer-facts.js";

const WEAK = { loss: 0.03, roundTripMs: 350, jitterMs: 60 };
const BAD = { loss: 0.1, roundTripMs: 800, jitterMs: 200 };
/** Fewer lines than this, for want of bandwidth, look weak. */
const FEW_LINES = 300;
const ORDER = /** @type {const} */ (["good", "weak", "bad"]);
/** So many looks in a row before the verdict changes: a hiccup is none, and relief has to last. */
const FALLS_AFTER = 2;
const RISES_AFTER = 4;

/** @type {Verdict} */
export const noVerdict = Object.freeze({ grade: "good", side: "both", worse: 0, better: 0 });

/** @param {Iterable<any>} stats @param {number} now milliseconds @param {Measure | null} before @returns {Measure} */
export function measure(stats, now, before) {
  const rows = [...stats];
  const of = (/** @type {string} */ type, /** @type {string} */ kind) =>
    rows.find((row) => row.type === type && row.kind === kind && row.active !== false);
  const counts = countsOf(rows);
  const kbps = (/** @type {"sent" | "received"} */ way) =>
    before ? Math.max(0, (counts[way] - before.counts[way]) * 8) / Math.max(1, now - before.at) : 0;
  const [out, into] = [of("outbound-rtp", "video"), of("inbound-rtp", "video")];
  const told = rows.filter(({ type }) => type === "remote-inbound-rtp");
  return {
    at: now,
    counts,
    sent: {
      ...way(rows, out, of("outbound-rtp", "audio")),
      kbps: kbps("sent"),
      loss: highest(told.map(({ fractionLost }) => fractionLost)),
      limited: out?.qualityLimitationReason === "bandwidth",
      hardware: out?.powerEfficientEncoder ?? null,
    },
    received: {
      ...way(rows, into, of("inbound-rtp", "audio")),
      kbps: kbps("received"),
      loss: before && lossSince(before.counts, counts),
      jitterMs: milliseconds(highest([into?.jitter, of("inbound-rtp", "audio")?.jitter])),
    },
    roundTripMs: milliseconds(
      pairOf(rows)?.currentRoundTripTime ?? highest(told.map((row) => row.roundTripTime)),
    ),
    ...pathOf(rows),
  };
}

/** @param {any[]} rows @returns {Counts} */
function countsOf(rows) {
  const sum = (/** @type {string} */ type, /** @type {string} */ name) =>
    rows.filter((row) => row.type === type).reduce((total, row) => total + (row[name] ?? 0), 0);
  return {
    sent: sum("outbound-rtp", "bytesSent"),
    received: sum("inbound-rtp", "bytesReceived"),
    lost: sum("inbound-rtp", "packetsLost"),
    packets: sum("inbound-rtp", "packetsReceived"),
  };
}

/** @param {any[]} rows @param {any} picture @param {any} sound */
function way(rows, picture, sound) {
  const codec = (/** @type {any} */ row) =>
    rows.find(({ id }) => row?.codecId !== undefined && id === row.codecId)?.mimeType?.split("/")[1] ?? null;
  return {
    width: picture?.frameWidth ?? null,
    height: picture?.frameHeight ?? null,
    rate: picture?.framesPerSecond ?? null,
    picture: codec(picture),
    sound: codec(sound),
  };
}

/** @param {Counts} before @param {Counts} now @returns {number | null} */
function lossSince(before, now) {
  const lost = Math.max(0, now.lost - before.lost);
  const all = lost + Math.max(0, now.packets - before.packets);
  return all > 0 ? lost / all : null;
}

/** @param {any[]} rows */
function pathOf(rows) {
  const pair = pairOf(rows);
  const ends = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) =>
    rows.find((row) => row.id === id),
  );
  const known = pair && ends.every(Boolean);
  return {
    relayed: known ? ends.some(({ candidateType }) => candidateType === "relay") : null,
    transport: (ends[0]?.relayProtocol ?? ends[0]?.protocol) || null,
  };
}

/** @param {(number | undefined)[]} values @returns {number | null} */
function highest(values) {
  const known = values.filter((value) => typeof value === "number");
  return known.length > 0 ? Math.max(...known) : null;
}

/** @param {number | null | undefined} seconds */
const milliseconds = (seconds) => (typeof seconds === "number" ? Math.round(seconds * 1000) : null);

/**
 * What one look says of each side. A long way is nobody's own; a paused picture is known without looking.
 * @param {Measure} now @param {{mine: boolean, theirs: boolean}} paused
 * @returns {{grade: Grade, side: Side}}
 */
export function gradeOf({ sent, received, roundTripMs }, paused) {
  const far = graded(roundTripMs, "roundTripMs");
  const poor = sent.limited && sent.height !== null && sent.height < FEW_LINES ? "weak" : "good";
  const mine = paused.mine ? "bad" : worst(graded(sent.loss, "loss"), poor);
  const theirs = paused.theirs
    ? "bad"
    : worst(graded(received.loss, "loss"), graded(received.jitterMs, "jitterMs"));
  const grade = worst(mine, theirs, far);
  const sides = [mine === grade, theirs === grade];
  return { grade, side: sides[0] === sides[1] ? "both" : sides[0] ? "mine" : "theirs" };
}

/** @param {number | null} value @param {keyof typeof WEAK} name @returns {Grade} */
function graded(value, name) {
  if (value === null || value < WEAK[name]) return "good";
  return value < BAD[name] ? "weak" : "bad";
}

/** @param {...Grade} grades @returns {Grade} */
const worst = (...grades) => ORDER[Math.max(...grades.map((grade) => ORDER.indexOf(grade)))];

/** @param {Verdict} verdict @param {{grade: Grade, side: Side}} seen @returns {Verdict} */
export function settle(verdict, seen) {
  const step = ORDER.indexOf(seen.grade) - ORDER.indexOf(verdict.grade);
  const worse = step > 0 ? verdict.worse + 1 : 0;
  const better = step < 0 ? verdict.better + 1 : 0;
  if (step === 0 || worse >= FALLS_AFTER || better >= RISES_AFTER) return { ...seen, worse: 0, better: 0 };
  return { ...verdict, worse, better };
}
