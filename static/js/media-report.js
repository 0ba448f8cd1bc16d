/**
 * Tells the server (and so the other person) how this page's media stands: connected or not, sound, picture. Only
 * changes are told; and the page's storage keeps how one takes part, for a reload.
 */

import { isAnswered } from "./call-view.js";

export class MediaReport {
  #send;
  #own;
  #page;
  #screens;
  #last = "";

  /**
   * @param {{
   *   send: (message: import("./protocol.js").MediaStatus) => boolean,
   *   own: import("./local-media.js").LocalMedia,
   *   screens: {tracks: unknown},
   *   page: Pick<import("./page.js").Page, "remember">,
   * }} parts
   */
  constructor({ send, own, screens, page }) {
    this.#send = send;
    this.#own = own;
    this.#screens = screens;
    this.#page = page;
  }

  /** @param {import("./call-state.js").CallView | null} call */
  update(call) {
    if (!isAnswered(call) || call.move === "away" || !this.#own.ready) return;
    const { kind, muted, cameraOff, sendsAudio: audio, sendsVideo: video } = this.#own;
    const sharing = this.#screens.tracks !== null;
    this.#page.remember({ call: call.id, media: kind, muted, cameraOff, ...(sharing && { sharing }) });
    const state = call.mediaLink === "new" ? "connecting" : call.mediaLink;
    const paused = call.paused && video;
    const said = { call: call.id, state, audio, video, epoch: call.epoch, ...(paused && { paused }) };
    const report = JSON.stringify(said);
    if (report === this.#last) return;
    if (this.#send({ channel: "media_status", ...said })) this.#last = report;
  }

  /** The server may not have heard the last one: it is told again. */
  repeat() {
    this.#last = "";
  }

  /** The call is over. */
  forget() {
    this.#last = "";
    this.#page.remember(null);
  }
}
