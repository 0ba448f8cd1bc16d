/**
 * Speech into text on this device (Web Speech API, `processLocally`), and never anywhere else: where a browser has only a
 * company's recogniser, which gets the sound, this is none.
 */

import { Timers } from "../timers.js";

/** After it stopped by itself, as it does when nobody speaks; each time it hears nothing, longer. */
const [AGAIN_MS, AT_MOST_MS] = [250, 8_000];
/** Trying again would not help. */
const FATAL = new Set(["not-allowed", "service-not-allowed", "language-not-supported", "audio-capture"]);

/** @returns {any} null where there is none that promises to work on the device */
export function recognitionHere() {
  const Recognition = /** @type {any} */ (globalThis).SpeechRecognition;
  if (typeof Recognition?.available !== "function") return null;
  return "processLocally" in Recognition.prototype ? Recognition : null;
}

/**
 * @param {any} Recognition @param {readonly string[]} languages as its person prefers them (BCP 47)
 * @returns {Promise<{lang: string, ready: boolean} | null>} `ready`: else it has to be downloaded first; null where no
 *   language of theirs is recognised on this device
 */
export async function languageHere(Recognition, languages) {
  if (!Recognition) return null;
  for (const lang of languages) {
    const status = await Recognition.available({ langs: [lang], processLocally: true }).catch(() => "");
    if (status === "available") return { lang, ready: true };
    if (status === "downloadable" || status === "downloading") return { lang, ready: false };
  }
  return null;
}

/** @param {any} Recognition @param {string} lang @returns {Promise<boolean>} whether it is there now */
export async function download(Recognition, lang) {
  return Recognition.install({ langs: [lang], processLocally: true }).catch(() => false);
}

export class Recogniser {
  #options;
  /** @type {Timers<"again">} */
  #timers;
  /** @type {MediaStreamTrack | null} */
  #track = null;
  /** @type {any} */
  #running = null;
  #wait = AGAIN_MS;

  /**
   * @param {{Recognition: any, lang: string, clock: import("../clock.js").Clock,
   *   onwords: (text: string, final: boolean) => void, onfail: () => void}} options
   */
  constructor(options) {
    this.#options = options;
    this.#timers = new Timers(options.clock);
  }

  /** Listens to this from now on: what is sent of the microphone, which is silent while muted. @param {MediaStreamTrack | null} track */
  follow(track) {
    if (track === this.#track) return;
    this.#track = track;
    this.#stop();
    this.#start();
  }

  close() {
    this.#track = null;
    this.#stop();
  }

  #start() {
    if (!this.#track || this.#track.readyState === "ended") return;
    const { Recognition, lang } = this.#options;
    const one = new Recognition();
    Object.assign(one, { lang, continuous: true, interimResults: true, processLocally: true });
    one.onresult = (/** @type {any} */ event) => this.#heard(event);
    one.onerror = (/** @type {any} */ { error }) => FATAL.has(error) && this.#fail();
    one.onend = () => one === this.#running && this.#again();
    this.#running = one;
    try {
      one.start(this.#track);
    } catch {
      this.#fail();
    }
  }

  #again() {
    this.#running = null;
    this.#timers.start("again", this.#wait, () => this.#start());
    this.#wait = Math.min(AT_MOST_MS, this.#wait * 2);
  }

  #fail() {
    this.close();
    this.#options.onfail();
  }

  /** @param {{resultIndex: number, results: any}} event */
  #heard({ resultIndex, results }) {
    this.#wait = AGAIN_MS;
    let interim = "";
    for (const result of [...results].slice(resultIndex)) {
      const text = String(result[0]?.transcript ?? "").trim();
      if (result.isFinal && text) this.#options.onwords(text, true);
      else if (text) interim = `${interim} ${text}`.trim();
    }
    if (interim) this.#options.onwords(interim, false);
  }

  #stop() {
    this.#timers.stopAll();
    const one = this.#running;
    this.#running = null;
    one?.abort();
  }
}
