/** What stands in the way just now: each with its cause and the button that puts it right. */

import { isLive } from "../call-state.js";
import { mountDetails, paintDetails } from "./details.js";
import { byId, clone, part, setAttribute, setName, setText, show } from "./dom.js";
import { keyed } from "./keyed.js";
import { missing } from "./load.js";
import { secondsLeft } from "./times.js";
import { linkDetails, mediaLines } from "./words-details.js";
import {
  elsewhere,
  leaving,
  linkFailure,
  mediaFailure,
  notLoaded,
  refusal,
  retryIn,
} from "./words-failures.js";
import { screenFailure } from "./words-screen.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {import("./words-failures.js").Failure} Failure
 * @typedef {{key: string, failure: Failure, act: (() => void) | null, close: (() => void) | null, until: number | null,
 *   details?: string[]}} Notice
 */

/** A socket that comes back sooner than this was never missed. */
const PATIENCE_MS = 2000;

/** @param {import("../call.js").Call} call */
export function mountNotices(call) {
  const box = byId("notices-list");
  /** @type {Set<string>} */
  const closed = new Set();
  let offSince = 0;

  /** @param {State} state */
  function paint(state) {
    offSince = state.link.status === "online" ? 0 : offSince || Date.now();
    const focused = box.contains(document.activeElement);
    const notices = [linkNotice, elsewhereNotice, mediaNotice, screenNotice, loadNotice, errorNotice].map(
      (one) => one(state),
    );
    keyed(
      box,
      notices.filter((one) => one !== null),
      { key: (one) => one.key, make, update },
    );
    if (focused && document.activeElement === document.body)
      byId(isLive(state.call) ? "call" : "people").focus();
  }

  /** @param {State} state @returns {Notice | null} */
  function linkNotice({ link, call: now }) {
    const failure = linkFailure(link.status, isLive(now) ? now.phase : null);
    const off = link.status === "waiting" || link.status === "connecting";
    if (!failure || (off && Date.now() - offSince < PATIENCE_MS)) return null;
    const act = off || link.status === "replaced" ? () => call.reconnectNow() : () => location.reload();
    const until = off ? (link.retryAt ?? Date.now()) : null;
    const details = off ? linkDetails(call.state) : [];
    return { key: off ? "link off" : `link ${link.status}`, failure, act, close: null, until, details };
  }

  /** @param {State} state @returns {Notice | null} */
  function elsewhereNotice({ seatedElsewhere, call: now }) {
    if (isLive(now) && now.move === "away")
      return notice(`leaving ${now.id}`, leaving(), () => call.keepHere());
    if (!seatedElsewhere || isLive(now)) return null;
    const { call: id, peer, online } = seatedElsewhere;
    return notice(`elsewhere ${id}`, elsewhere(peer.name, online), () => call.moveHere());
  }

  /** @param {State} state @returns {Notice | null} */
  function mediaNotice({ call: now }) {
    const problem = isLive(now) ? now.mediaProblem : null;
    if (!problem) {
      for (const key of closed) if (key.startsWith("media ")) closed.delete(key);
      return null;
    }
    const key = `media ${problem}`;
    if (closed.has(key)) return null;
    const close = () => {
      closed.add(key);
      paint(call.state);
    };
    return {
      ...notice(key, mediaFailure(problem, navigator.userAgent, location.host), () => call.retryMedia()),
      close,
      details: isLive(now) ? mediaLines(now) : [],
    };
  }

  /** @param {State} state @returns {Notice | null} */
  function screenNotice({ call: now }) {
    const problem = isLive(now) ? now.screens.problem : null;
    if (!isLive(now) || !problem) return null;
    const failure = screenFailure(problem, now.peer.name);
    return {
      ...notice(`screen ${problem}`, failure, () => void call.upkeep.screens.share()),
      close: () => call.upkeep.screens.dismiss(),
    };
  }

  /** @param {State} state @returns {Notice | null} */
  function errorNotice({ error, call: now }) {
    if (!error || now?.phase === "ended") return null;
    return { ...notice(`error ${error.code}`, refusal(error), null), close: () => call.dismiss() };
  }

  missing.subscribe(() => paint(call.state));
  return { render: paint, tick: paint };
}

/** @returns {Notice | null} */
function loadNotice() {
  return missing.again && { ...notice("load", notLoaded(), missing.again), close: missing.dismiss };
}

/** @param {string} key @param {Failure} failure @param {(() => void) | null} act @returns {Notice} */
const notice = (key, failure, act) => ({ key, failure, act, close: null, until: null });

function make() {
  const row = clone("notice");
  mountDetails(row);
  return row;
}

/** @param {HTMLElement} row @param {Notice} one */
function update(row, { failure, act, close, until, details = [] }) {
  paintDetails(row, details);
  setText(part(row, "title"), failure.title);
  setText(part(row, "cause"), failure.cause);
  const todo = part(row, "todo");
  // A countdown is for the eye alone.
  setAttribute(todo, "aria-hidden", String(until !== null));
  setText(todo, until === null ? failure.todo : retryIn(secondsLeft(until)));
  paintButton(row, failure, act);
  paintClose(row, failure, close);
}

/** @param {HTMLElement} row @param {Failure} failure @param {(() => void) | null} act */
function paintButton(row, failure, act) {
  const button = part(row, "do");
  show(button, act !== null && failure.button !== null);
  setText(button, failure.button ?? "");
  button.onclick = act;
}

/** @param {HTMLElement} row @param {Failure} failure @param {(() => void) | null} close */
function paintClose(row, failure, close) {
  const button = part(row, "close");
  show(button, close !== null);
  setName(button, `Close: ${failure.title}`);
  button.onclick = close;
}
