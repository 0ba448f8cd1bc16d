/**
 * Something one may do only while the other one allows it: record, or have captions. Who wants it says how it stands with
 * them, who is asked says what they think of it, each again over every new channel. It goes on only while the last
 * word of the other page is yes, about this very asking.
 */

import { Listeners } from "../listeners.js";
import { Timers } from "../timers.js";

/**
 * @typedef {"none" | "asking" | "running"} Wish
 * @typedef {"none" | "yes" | "no" | "cannot" | "ended"} Answer none: not decided; ended: it was allowed, and is no more
 * @typedef {"declined" | "cannot" | "withdrawn" | "forgotten" | "over"} Reason why it is not so any more, where it was not oneself
 */

/** A page that was loaded again answers within this. */
const ANSWER_MS = 8_000;
/** So often one may be asked in a call, and not again so soon. */
const [QUESTIONS, PAUSE_MS] = [5, 10_000];
const ANSWERS = ["none", "yes", "no", "cannot", "ended"];

export class Consent {
  /** How it stands with what this side wants. @type {Wish} */
  mine = "none";
  /** And with what the other side does. @type {Wish} */
  theirs = "none";
  /** What this side thinks of it. @type {Answer} */
  answer = "none";
  #company;
  #about;
  #id = 0;
  #theirId = 0;
  #questions = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #turn = -1;
  /** @type {Timers<"answer">} */
  #timers;
  #sayWish;
  #sayAnswer;
  /** @type {Listeners<[]>} */
  #news = new Listeners();
  /** @type {((reason: Reason) => void) | null} */
  onend = null;

  /** @param {import("./company.js").Company} company @param {string} about with its answer, `…_answer`, in docs/protocol.md */
  constructor(company, about) {
    const { exchange, clock } = company;
    this.#company = company;
    this.#about = about;
    this.#timers = new Timers(clock);
    this.#recall();
    exchange.memory.keep(about, () => ({ id: this.#theirId, answer: this.answer, theirs: this.theirs }));
    this.#sayWish = company.hold(about, () => ({ id: this.#id, wish: this.mine }));
    this.#sayAnswer = company.hold(`${about}_answer`, () => ({ id: this.#theirId, answer: this.answer }));
    company.on(about, ({ id, wish }) => this.#heardWish(id, wish));
    company.on(`${about}_answer`, ({ id, answer }) => this.#heardAnswer(id, answer));
    company.subscribe(() => this.#watch());
    company.onover(() => this.#end("over"));
  }

  /** @param {() => void} listener */
  subscribe(listener) {
    return this.#news.add(listener);
  }

  /** Asks the other one. */
  ask() {
    if (this.mine !== "none" || this.#company.exchange.call === null) return;
    this.#id = 1 + Math.floor(Math.random() * 0x7fff_ffff);
    this.#wish("asking");
  }

  /** One's own wish is over: taken back, or done. */
  stop() {
    if (this.mine !== "none") this.#wish("none");
  }

  /** What the other one asked. @param {Answer} answer */
  reply(answer) {
    if (this.theirs === "none" || this.answer === answer) return;
    this.answer = answer;
    this.#sayAnswer();
    this.#news.tell();
  }

  /** @param {Wish} wish */
  #wish(wish) {
    this.mine = wish;
    this.#timers.stopAll();
    this.#sayWish();
    this.#news.tell();
  }

  /** @param {unknown} id @param {unknown} wish */
  #heardWish(id, wish) {
    if (wish !== "asking" && wish !== "running") return this.#theirsOver();
    if (!Number.isSafeInteger(id) || id === 0) return;
    if (id !== this.#theirId) this.#asked(Number(id));
    this.theirs = wish;
    // What was never allowed is forbidden, also where a page goes on without having asked.
    if (wish === "running" && this.answer !== "yes")
      this.answer = this.answer === "none" ? "no" : this.answer;
    this.#sayAnswer();
    this.#news.tell();
  }

  /** @param {number} id */
  #asked(id) {
    const now = this.#company.clock.now();
    const tooOften = this.#questions >= QUESTIONS || now - this.#askedAt < PAUSE_MS;
    this.#theirId = id;
    this.answer = tooOften ? "no" : "none";
    if (tooOften) return;
    this.#questions += 1;
    this.#askedAt = now;
  }

  #theirsOver() {
    if (this.theirs === "none") return;
    this.theirs = "none";
    this.#news.tell();
  }

  /** @param {unknown} id @param {unknown} answer */
  #heardAnswer(id, answer) {
    if (this.mine === "none" || !ANSWERS.some((one) => one === answer)) return;
    const ours = id === this.#id;
    if (this.mine === "asking") return ours ? this.#decided(/** @type {Answer} */ (answer)) : undefined;
    if (ours && answer === "yes") return this.#timers.stopAll();
    this.#lose(ours && answer !== "none" ? "withdrawn" : "forgotten");
  }

  /** @param {Answer} answer */
  #decided(answer) {
    if (answer === "yes") this.#wish("running");
    else if (answer !== "none") this.#lose(answer === "cannot" ? "cannot" : "declined");
  }

  /** Over every new channel it is said again that it is allowed, or it is not. */
  #watch() {
    const { line, turn } = this.#company.exchange;
    if (line !== "open" || turn === this.#turn) return;
    this.#turn = turn;
    if (this.mine === "running") this.#timers.start("answer", ANSWER_MS, () => this.#lose("forgotten"));
  }

  /** @param {Reason} reason */
  #lose(reason) {
    this.onend?.(reason); // first: whoever hears that it is over knows why
    this.#wish("none");
  }

  /** @param {Reason} reason */
  #end(reason) {
    const was = this.mine;
    this.mine = "none";
    this.#timers.stopAll();
    this.#recall();
    if (was !== "none") this.onend?.(reason);
    this.#news.tell();
  }

  /** From before this page was loaded again; nothing of another call. */
  #recall() {
    const kept = this.#company.exchange.memory.found(this.#about);
    this.#theirId = kept?.id ?? 0;
    this.answer = kept?.answer ?? "none";
    this.theirs = kept?.theirs ?? "none";
    this.#questions = 0;
    this.#askedAt = Number.NEGATIVE_INFINITY;
  }
}
