/**
 * One check of everything a call needs of this device: server, camera, microphone, speaker, direct and relayed ways.
 * It begins with a press, and gives camera and microphone back when it is closed.
 */

import { Listeners } from "../listeners.js";
import { eachAddress, relaysOf, tellsOverUdp } from "./check-servers.js";
import { directVerdict, relayVerdict, serverVerdict, verdict } from "./verdicts.js";

/**
 * @typedef {import("./verdicts.js").Verdict} Verdict
 * @typedef {"server" | "camera" | "microphone" | "speaker" | "direct" | "relay"} Part
 * @typedef {{
 *   capture: typeof import("../media.js").capture,
 *   gather: typeof import("./loopback.js").gather,
 *   tryWay: typeof import("./loopback.js").tryWay,
 *   servers(): Promise<import("./check-servers.js").Answer>,
 *   link(): Promise<import("../call-state.js").LinkStatus>,
 *   clock: import("../clock.js").Clock,
 * }} Parts
 * @typedef {{open: boolean, stream: MediaStream | null, verdicts: Record<Part, Verdict>}} State
 */

const GATHER_MS = 8_000;
const RELAY_MS = 15_000;
/** So long somebody may take to say a word. */
const SILENCE_MS = 10_000;
/** A voice at an arm's length; a fan is below it. */
const LOUD = 0.2;
const WAITING = Object.freeze(verdict("waiting", "waiting"));

/** @type {Readonly<Record<Part, Verdict>>} */
const NOTHING_YET = Object.freeze({
  server: WAITING,
  camera: WAITING,
  microphone: WAITING,
  speaker: WAITING,
  direct: WAITING,
  relay: WAITING,
});

export class Checkup {
  #parts;
  /** @type {State} */
  #state = { open: false, stream: null, verdicts: { ...NOTHING_YET } };
  /** @type {Listeners<[State]>} */
  #listeners = new Listeners();
  /** Rises with every start and close: what comes too late is for nobody. */
  #turn = 0;
  #timer = /** @type {any} */ (null);

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  get state() {
    return this.#state;
  }

  /** @param {(state: State) => void} listener */
  subscribe(listener) {
    listener(this.#state);
    return this.#listeners.add(listener);
  }

  /** Only from a press: it opens camera and microphone. */
  async start() {
    this.close();
    this.#turn += 1;
    const running = verdict("running", "running");
    const speaker = verdict("running", "press");
    const verdicts = {
      server: running,
      camera: running,
      microphone: running,
      speaker,
      direct: running,
      relay: running,
    };
    this.#become({ open: true, stream: null, verdicts });
    await Promise.all([this.#server(this.#turn), this.#devices(this.#turn), this.#ways(this.#turn)]);
  }

  /** How loud the microphone is just now, from 0 to 1. @param {number} loudness */
  heard(loudness) {
    const listening = this.#state.verdicts.microphone.code === "listening";
    const silent = this.#state.verdicts.microphone.code === "silent";
    if ((listening || silent) && loudness > LOUD) this.#say("microphone", verdict("fine", "heard"));
  }

  /** The tone was played; whether it came out only the person knows. @param {boolean} played false: the browser refused */
  played(played) {
    this.#say("speaker", played ? verdict("running", "asking") : verdict("failed", "no_sound"));
  }

  /** @param {boolean} yes whether the tone was heard */
  answered(yes) {
    this.#say("speaker", yes ? verdict("fine", "heard") : verdict("failed", "not_heard"));
  }

  /** Stops it; camera and microphone are released at once. */
  close() {
    this.#turn += 1;
    this.#parts.clock.clearTimeout(this.#timer);
    for (const track of this.#state.stream?.getTracks() ?? []) track.stop();
    if (!this.#state.open) return;
    const verdicts = { ...this.#state.verdicts };
    for (const part of /** @type {Part[]} */ (Object.keys(verdicts)))
      if (verdicts[part].status === "running") verdicts[part] = WAITING;
    this.#become({ open: false, stream: null, verdicts });
  }

  /** @param {number} turn */
  async #server(turn) {
    const link = await this.#parts.link();
    if (turn === this.#turn) this.#say("server", serverVerdict(link));
  }

  /** @param {number} turn */
  async #devices(turn) {
    const { tracks, problem } = await this.#parts.capture({ audio: true, video: true });
    if (turn !== this.#turn) {
      for (const track of tracks) track.stop();
      return;
    }
    const has = (/** @type {string} */ kind) => tracks.some((track) => track.kind === kind);
    this.#become({ ...this.#state, stream: tracks.length > 0 ? new MediaStream(tracks) : null });
    const missing = verdict("failed", problem ?? "failed");
    this.#say("camera", has("video") ? verdict("fine", "seen") : missing);
    this.#say("microphone", has("audio") ? verdict("running", "listening") : missing);
    if (has("audio")) this.#timer = this.#parts.clock.setTimeout(() => this.#silent(), SILENCE_MS);
  }

  #silent() {
    if (this.#state.verdicts.microphone.code === "listening")
      this.#say("microphone", verdict("poor", "silent"));
  }

  /** @param {number} turn */
  async #ways(turn) {
    const { servers, failure } = await this.#parts.servers();
    if (turn !== this.#turn) return;
    if (servers === null) {
      for (const part of /** @type {const} */ (["direct", "relay"]))
        this.#say(part, verdict("failed", failure));
      return;
    }
    // One after the other: together they would wait for each other's packets on a slow line.
    const gathered = await this.#parts.gather({ iceServers: servers, ms: GATHER_MS });
    if (turn !== this.#turn) return;
    this.#say("direct", directVerdict(gathered, tellsOverUdp(servers)));
    await this.#relay(servers, turn);
  }

  /** @param {RTCIceServer[]} servers @param {number} turn */
  async #relay(servers, turn) {
    const relays = relaysOf(servers);
    if (eachAddress(relays).length === 0) return this.#say("relay", verdict("poor", "no_relay"));
    const way = await this.#parts.tryWay({ iceServers: relays, policy: "relay", ms: RELAY_MS });
    if (turn === this.#turn) this.#say("relay", relayVerdict(way));
  }

  /** @param {Part} part @param {Verdict} said */
  #say(part, said) {
    this.#become({ ...this.#state, verdicts: { ...this.#state.verdicts, [part]: said } });
  }

  /** @param {State} state */
  #become(state) {
    this.#state = state;
    this.#listeners.tell(state);
  }
}
