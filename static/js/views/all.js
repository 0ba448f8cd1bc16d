/** The live page: people, stage and all that lies over them, put together. */

import { isLive } from "../call-state.js";
import { createHistory } from "../history.js";
import { createPeople } from "../people.js";
import { mountAccount } from "./account.js";
import { mountAsk, sayAnswer } from "./ask.js";
import { mountCallView } from "./call-view.js";
import { mountChat } from "./chat.js";
import { mountCheck } from "./check.js";
import { confirm } from "./confirm.js";
import { mountContacts } from "./contact-list.js";
import { mountControls } from "./controls.js";
import { mountDevices } from "./devices.js";
import { drawWithFrames } from "./drawing.js";
import { mountIdle } from "./idle.js";
import { mountIncoming } from "./incoming.js";
import { mountKeys } from "./keys.js";
import { mountNotices } from "./notices.js";
import { mountOutcome } from "./outcome.js";
import { mountPersonMenu } from "./person-menu.js";
import { mountRecentCalls } from "./recent-calls.js";
import { mountRequests } from "./requests.js";
import { mountScreen } from "./screen.js";
import { mountSelfView } from "./self-view.js";
import { mountStage } from "./stage.js";
import { mountStatus } from "./status.js";
import { requestFailure } from "./words-failures.js";

/**
 * @typedef {import("../call-state.js").State} State
 * @typedef {{render(state: State): unknown, tick?(state: State): void}} View
 * @typedef {{
 *   csrf: string, user: import("../protocol.js").Person, urls: Record<string, string> & {home: string}, echo: string,
 *   people: import("../people.js").Listing, history: import("../history.js").Past,
 * }} LiveConfig
 */

/** Shows the call and everything around it. @param {import("../call.js").Call} call @param {LiveConfig} config @param {import("../devices.js").Devices} devices @returns {{showRing(call: string): void, history: import("../history.js").History}} */
export function mountAll(call, config, devices) {
  const people = createPeople(config);
  const history = createHistory(config);
  call.oncontacts(() => void people.refresh());
  call.onhistory(() => void history.refresh());

  const incoming = mountIncoming(call);
  mountAccount(call, config);
  const views = [...mountPeople(call, people, history, config), ...mountCall(call, devices)];
  const countTime = ticking(call, views);
  drawWithFrames(call, (state) => {
    incoming.draw();
    for (const view of views) view.render(state);
    countTime(state);
  });
  return { showRing: incoming.showRing, history };
}

/**
 * @param {import("../call.js").Call} call @param {import("../people.js").People} people
 * @param {import("../history.js").History} history @param {LiveConfig} config
 * @returns {View[]}
 */
function mountPeople(call, people, history, config) {
  const act = (/** @type {string} */ username, /** @type {import("../people.js").Verb} */ verb) =>
    void change(people, username, verb).then(() => contacts.focusIfLost(username));
  const openMenu = mountPersonMenu(act);
  const contacts = mountContacts(call, people, history, openMenu);
  const ask = mountAsk(people, contacts);
  mountRequests(people, act, openMenu);
  mountRecentCalls(call, history, people, confirm, openMenu);
  return [contacts, mountIdle(call, people, config, ask), mountCheck(call)];
}

/**
 * @param {import("../call.js").Call} call @param {import("../devices.js").Devices} devices
 * @returns {View[]} the stage last: it moves the focus once all is painted
 */
function mountCall(call, devices) {
  mountKeys(call, devices);
  const parts = [
    mountCallView(call),
    mountScreen(call),
    withFirstCall(async () => (await import("./view-menu.js")).mountViewMenu()),
    withFirstCall(async () => (await import("./screen-lock.js")).mountScreenLock()),
    withFirstCall(async () => (await import("./together.js")).mountTogether(call)),
    mountSelfView(call),
    mountControls(call),
    mountChat(call),
    withFirstCall(async () => (await import("./halo.js")).mountHalo(call)),
    mountDevices(call, devices),
    withFirstCall(async () => (await import("./muted-hint.js")).mountMutedHint(call)),
    withFirstCall(async () => (await import("./quality.js")).mountQuality(call)),
    withFirstCall(async () => (await import("./safety.js")).mountSafety(call)),
    mountOutcome(call),
  ];
  return [...parts, mountNotices(call), mountStatus(), mountStage()];
}

/**
 * A view that only a call needs: loaded while the first one rings, for loading would stand before its first picture.
 * @param {() => Promise<View>} load @returns {View}
 */
function withFirstCall(load) {
  /** @type {View | null} */
  let view = null;
  let asked = false;
  /** @param {State} state */
  async function begin(state) {
    asked = true;
    view = await load().catch(() => null);
    asked = view !== null; // without a network it is tried again with the next change
    view?.render(state);
  }
  return {
    render(state) {
      if (view) view.render(state);
      else if (!asked && (isLive(state.call) || state.rings.length > 0)) void begin(state);
    },
  };
}

/** @param {import("../people.js").People} people @param {string} username @param {import("../people.js").Verb} verb */
async function change(people, username, verb) {
  const { ok, message } = await people.act(username, verb);
  sayAnswer(ok ? message : requestFailure(message), !ok);
}

/**
 * Seconds are counted only while something counts them.
 * @param {import("../call.js").Call} call @param {View[]} views
 * @returns {(state: State) => void} to be called with every state that is drawn
 */
function ticking(call, views) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const tick = () => {
    for (const view of views) view.tick?.(call.state);
  };
  return ({ call: now, link }) => {
    tick();
    const needed = isLive(now) || link.status === "waiting" || link.status === "connecting";
    if (needed && timer === undefined) timer = setInterval(tick, 500);
    if (needed || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
}
