/**
 * Tells the server how this page's media came about and how it goes, for its operator: once it connected, when it
 * fails, and at the end, a few messages an epoch (docs/protocol.md, call_report). Kinds and numbers, no address.
 */

import { wantsMedia } from "./call-view.js";
import { Timers } from "./timers.js";

/**
 * @typedef {import("./protocol.js").CallReport} Report
 * @typedef {import("./call-state.js").CallView} CallView
 * @typedef {import("./peer-facts.js").Facts & {restarts: number}} Facts
 * @typedef {{
 *   call: string, epoch: number, since: number, setupMs: number | null, connected: boolean, troubled: boolean,
 *   downAt: number, over: boolean, sent: number, facts: Facts | null, problem: import("./call-state.js").MediaProblem | null,
 * }} Epoch
 */

const FIRST_SAMPLE_MS = 1_000;
const SAMPLE_MS = 3_000;
/** Connected for so long, the numbers say something. */
const SETTLED_MS = 2_000;
/** A connection that broke so shortly before the end was closed by it: the other side was a little faster. */
const BLINK_MS = 2_000;
/** In one epoch, beside its last. */
const LIMIT = 5;
/** Still trying after so long counts as no way found: the server gives up at 20 s. */
const LONG_MS = 10_000;

export class CallReports {
  #options;
  /** @type {Timers<"sample" | "settled">} */
  #timers;
  /** @type {Epoch | null} */
  #now = null;
  /** What could not be sent while the socket was away. @type {Report | null} */
  #unsent = null;

  /**
   * @param {{
   *   send: (report: Report) => boolean,
   *   facts: () => Promise<Facts | null>,
   *   onreport: (report: Report) => void,
   *   clock: import("./clock.js").Clock,
   * }} options `facts` of the present peer connection; `onreport` hears what a page that fails can say
   */
  constructor(options) {
    this.#options = options;
    this.#timers = new Timers(options.clock);
  }

  /** @param {CallView | null} call */
  update(call) {
    const now = this.#now;
    if (now && (!wantsMedia(call) || call.id !== now.call || call.epoch !== now.epoch))
      this.#finish(now, call);
    if (!wantsMedia(call)) return;
    const epoch = this.#now ?? this.#begin(call);
    epoch.problem = call.mediaProblem;
    this.#follow(epoch, call.mediaLink);
  }

  /** The socket is back. */
  resumed() {
    const report = this.#unsent;
    this.#unsent = null;
    if (report) this.#send(report);
  }

  close() {
    this.#timers.stopAll();
    this.#now = null;
  }

  /** @param {CallView & {id: string}} call @returns {Epoch} */
  #begin({ id, epoch, mediaProblem: problem }) {
    const fresh = {
      setupMs: null,
      connected: false,
      troubled: false,
      over: false,
      sent: 0,
      facts: null,
      downAt: 0,
    };
    this.#now = { ...fresh, call: id, epoch, problem, since: this.#options.clock.now() };
    this.#sampleIn(FIRST_SAMPLE_MS);
    return this.#now;
  }

  /** @param {Epoch} epoch @param {CallView["mediaLink"]} link */
  #follow(epoch, link) {
    const { connected, troubled } = epoch;
    epoch.connected = link === "connected";
    epoch.troubled = link === "failed";
    if (epoch.connected && !connected) {
      epoch.setupMs ??= this.#options.clock.now() - epoch.since;
      this.#timers.start("settled", SETTLED_MS, () => void this.#report(epoch));
    }
    if (connected && !epoch.connected) epoch.downAt = this.#options.clock.now();
    if (epoch.troubled && !troubled) void this.#report(epoch);
  }

  /** The last word about an epoch; its connection is about to be closed. @param {Epoch} epoch @param {CallView | null} call */
  #finish(epoch, call) {
    this.close();
    epoch.connected ||= this.#options.clock.now() - epoch.downAt < BLINK_MS;
    epoch.over = call?.id === epoch.call && call.reason === "failed" && call.endedBy === null;
    const report = this.#compose(epoch);
    this.#send(report);
    this.#options.onreport(report);
  }

  /** @param {number} ms */
  #sampleIn(ms) {
    this.#timers.start("sample", ms, () => void this.#sample());
  }

  async #sample() {
    const epoch = this.#now;
    if (!epoch) return;
    this.#sampleIn(SAMPLE_MS);
    await this.#look(epoch);
    if (epoch === this.#now && !epoch.connected) this.#options.onreport(this.#compose(epoch));
  }

  /** @param {Epoch} epoch */
  async #look(epoch) {
    const facts = await this.#options.facts();
    if (facts && epoch === this.#now) epoch.facts = facts;
  }

  /** @param {Epoch} epoch */
  async #report(epoch) {
    if (epoch.sent >= LIMIT) return;
    epoch.sent += 1;
    await this.#look(epoch);
    if (epoch === this.#now) this.#send(this.#compose(epoch));
  }

  /** @param {Epoch} epoch @returns {Report} */
  #compose(epoch) {
    const long = epoch.over || this.#options.clock.now() - epoch.since >= LONG_MS;
    return reportOf(epoch, long);
  }

  /** @param {Report} report */
  #send(report) {
    if (!this.#options.send(report)) this.#unsent = report;
  }
}

/** @param {Epoch} epoch @param {boolean} long whether what has not connected by now never will @returns {Report} */
export function reportOf({ call, epoch, facts, setupMs, connected, problem }, long) {
  /** @type {Report} */
  const report = { channel: "call_report", call, epoch, outcome: "connecting" };
  report.outcome = outcomeOf({ connected, setupMs, facts, long });
  if (setupMs !== null) report.setup_ms = setupMs;
  if (problem) report.problem = problem;
  return facts ? Object.assign(report, measured(facts)) : report;
}

/** @param {{connected: boolean, setupMs: number | null, facts: Facts | null, long: boolean}} standing @returns {Report["outcome"]} */
function outcomeOf({ connected, setupMs, facts, long }) {
  if (connected) return "connected";
  if (setupMs !== null) return "lost";
  const decided = long || facts?.state === "failed" || facts?.ice === "failed";
  if (!facts || !decided) return "connecting";
  if (!facts.described || facts.heard.length === 0) return "no_signals";
  if (facts.gathered.length === 0) return "no_candidates";
  const found = facts.ice === "connected" || facts.ice === "completed";
  return found || facts.dtls === "failed" ? "dtls_failed" : "ice_failed";
}

/** What is known of the connection, within the message's bounds. @param {Facts} facts @returns {Partial<Report>} */
function measured(facts) {
  const { local, remote, transport, relay, loss, roundTripMs, jitterMs } = facts;
  /** @type {Partial<Report>} */
  const known = {
    relay_offered: facts.relayOffered,
    gathered: facts.gathered,
    heard: facts.heard,
    errors: facts.errors.filter((code) => code >= 300 && code <= 799).slice(0, 8),
    restarts: Math.min(facts.restarts, 1000),
  };
  const measures = { local, remote, transport, relay, loss, round_trip_ms: roundTripMs, jitter_ms: jitterMs };
  const there = Object.entries(measures).filter(([, value]) => value !== null);
  return Object.assign(known, Object.fromEntries(there));
}
