/**
 * The ring, the ring-back, and the small sounds of connecting and ending: two soft notes each, made here. The only
 * AudioContext; the other person's voice never goes through it.
 */

import { realClock } from "./clock.js";

/**
 * @typedef {import("./call-state.js").State} State
 * @typedef {{at: number, hertz: number, seconds: number}} Note
 * @typedef {{notes: Note[], everyMs: number | null, volume: number}} Tone
 */

const SWITCH = "videocall.sounds";

/** @type {Readonly<Record<"ring" | "knock" | "ringback" | "connected" | "ended", Tone>>} */
const TONES = Object.freeze({
  ring: { notes: notes(587.33, 880, 0.22, 0.7), everyMs: 2_600, volume: 0.16 },
  knock: { notes: notes(587.33, 880, 0.22, 0.5), everyMs: 6_000, volume: 0.04 }, // a second call, under the voices
  ringback: { notes: notes(440, 554.37, 0.3, 0.9), everyMs: 4_000, volume: 0.05 },
  connected: { notes: notes(659.25, 987.77, 0.1, 0.25), everyMs: null, volume: 0.06 },
  ended: { notes: notes(493.88, 329.63, 0.14, 0.35), everyMs: null, volume: 0.06 },
});

/** @param {number} first @param {number} second hertz @param {number} apart @param {number} seconds @returns {Note[]} */
function notes(first, second, apart, seconds) {
  return [
    { at: 0, hertz: first, seconds },
    { at: apart, hertz: second, seconds },
  ];
}

/** What is to be heard again and again in this state. @param {State} state @returns {"ring" | "knock" | "ringback" | null} */
export function repeatedTone({ call, rings }) {
  const talking = call !== null && call.phase !== "ended";
  if (rings.length > 0) return talking ? "knock" : "ring";
  return call?.phase === "calling" || call?.phase === "ringing" ? "ringback" : null;
}

/** What is to be heard once on this change. @param {State | null} before @param {State} after @returns {"connected" | "ended" | null} */
export function passingTone(before, after) {
  const was = before?.call?.phase;
  const is = after.call?.phase;
  if (was === is || was === undefined) return null;
  if (is === "connected") return was === "connecting" ? "connected" : null;
  return is === "ended" ? "ended" : null;
}

export class Sounds {
  #storage;
  #clock;
  #enabled;
  #closed = false;
  /** @type {State | null} */
  #state = null;
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {keyof typeof TONES | null} */
  #playing = null;
  /** @type {any} */
  #timer = null;
  #gesture = () => void this.#context?.resume();

  /** @param {{storage?: Storage | null, clock?: import("./clock.js").Clock}} [options] */
  constructor({ storage = browserStorage(), clock = realClock } = {}) {
    this.#storage = storage;
    this.#clock = clock;
    this.#enabled = storage?.getItem(SWITCH) !== "off";
  }

  get enabled() {
    return this.#enabled;
  }

  set enabled(enabled) {
    this.#enabled = enabled;
    if (enabled) this.#storage?.removeItem(SWITCH);
    else this.#storage?.setItem(SWITCH, "off");
    if (this.#state) this.update(this.#state);
  }

  /** @param {State} state */
  update(state) {
    const passing = passingTone(this.#state, state);
    this.#state = state;
    if (this.#closed) return;
    this.#repeat(this.#enabled ? repeatedTone(state) : null);
    if (passing && this.#enabled) this.#play(TONES[passing]);
  }

  /**
   * Plays the ring once, whatever the switch says: somebody wants to know whether their speaker works. Only from a press.
   * @returns {Promise<boolean>} whether the browser played it
   */
  async sample() {
    const context = this.#opened();
    await context?.resume();
    if (context?.state !== "running") return false;
    for (const note of TONES.ring.notes) strike(context, note, TONES.ring.volume);
    return true;
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#repeat(null);
    removeEventListener("pointerdown", this.#gesture);
    removeEventListener("keydown", this.#gesture);
    void this.#context?.close();
    this.#context = null;
  }

  /** @param {keyof typeof TONES | null} name */
  #repeat(name) {
    if (name === this.#playing) return;
    this.#playing = name;
    this.#clock.clearTimeout(this.#timer);
    if (name !== null) this.#again(name);
  }

  /** @param {keyof typeof TONES} name */
  #again(name) {
    this.#play(TONES[name]);
    this.#timer = this.#clock.setTimeout(() => this.#again(name), TONES[name].everyMs ?? 0);
  }

  /** @param {Tone} tone */
  #play({ notes, volume }) {
    const context = this.#opened();
    // Blocked until the person touches the page: a tone is not saved up for then, the next round will sound.
    if (context?.state !== "running") return;
    for (const note of notes) strike(context, note, volume);
  }

  #opened() {
    if (this.#context || typeof AudioContext === "undefined") return this.#context;
    this.#context = new AudioContext();
    addEventListener("pointerdown", this.#gesture);
    addEventListener("keydown", this.#gesture);
    return this.#context;
  }
}

/** One soft note: a quick rise, a long fall. @param {AudioContext} context @param {Note} note @param {number} volume */
function strike(context, { at, hertz, seconds }, volume) {
  const start = context.currentTime + at;
  const oscillator = new OscillatorNode(context, { type: "sine", frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(volume, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0005, start + seconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + seconds);
}

/** @returns {Storage | null} null where it is blocked */
function browserStorage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
