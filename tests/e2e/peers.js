/**
 * Two real peers wired together in one page, for test_peer.py: what one sends the other receives, unless the test
 * holds it back or loses it.
 */

import { Peer } from "/static/js/peer.js";

/** Every peer connection, in the order they were made. */
const connections = [];
const Connection = globalThis.RTCPeerConnection;
globalThis.RTCPeerConnection = class extends Connection {
  constructor(configuration) {
    super(configuration);
    connections.push(this);
  }
};

export class Pair {
  /** Everything sent, in order: [sender, kind]. */
  log = [];
  /** Kinds that are lost on the way, or held back until deliver(). */
  lost = new Set();
  held = new Set();
  waiting = [];
  /** Whose addresses never get through. */
  nowhere = "";
  timers = [];
  changed = () => {};
  /** What each is shown of the other's screen, and the screens that were captured. */
  screens = { caller: [], callee: [] };
  streams = { caller: new MediaStream(), callee: new MediaStream() };

  constructor({ quick = 1 } = {}) {
    this.clock = {
      now: () => Date.now(),
      setTimeout: (task, ms) => setTimeout(task, ms / quick),
      clearTimeout: (timer) => clearTimeout(timer),
    };
    this.caller = this.make("caller", false);
    this.callee = this.make("callee", true);
  }

  make(who, polite) {
    return new Peer({
      polite,
      iceServers: [],
      clock: this.clock,
      send: (message) => this.pass(who, message),
      onstate: (state) => {
        this.log.push([who, state]);
        this.changed();
      },
      ontrack: (track) => {
        this.log.push([who, "track"]);
        this.streams[who].addTrack(track);
      },
      onscreen: (tracks) => {
        this.screens[who] = tracks;
      },
    });
  }

  pass(from, message) {
    const kind = Object.keys(message)[0];
    this.log.push([from, kind]);
    if (this.lost.has(kind) || (from === this.nowhere && kind === "candidates")) return;
    const one = { to: from === "caller" ? "callee" : "caller", message: structuredClone(message), kind };
    if (from === this.nowhere) one.message[kind].sdp = message[kind].sdp.replaceAll(/^a=candidate:.*\r\n/gm, "");
    if (this.held.has(kind)) this.waiting.push(one);
    else setTimeout(() => this[one.to].receive(one.message));
    this.changed();
  }

  /** Lets through what was held back: these kinds, in this order. */
  deliver(...kinds) {
    this.held.clear();
    const waiting = this.waiting.splice(0);
    for (const kind of kinds) for (const one of waiting) if (one.kind === kind) this[one.to].receive(one.message);
  }

  /** Whether both are connected within `ms`, when the caller is made at the moment the offer comes. */
  async connects(ms) {
    this.caller.close();
    this.held.add("offer");
    this.callee.release();
    await this.until(() => this.waiting.length > 0, ms);
    this.caller = this.make("caller", false);
    this.deliver("offer");
    const both = () => ["caller", "callee"].every((who) => this.state(who) === "connected");
    const connected = await this.until(both, ms);
    this.close();
    return connected;
  }

  /** Whether it came to hold within `ms`: looked at whenever something was sent, or a state changed. */
  until(condition, ms) {
    return new Promise((done) => {
      const late = setTimeout(() => done(false), ms);
      this.changed = () => {
        if (!condition()) return;
        clearTimeout(late);
        done(true);
      };
      this.changed();
    });
  }

  count(kind) {
    return this.log.filter(([, one]) => one === kind).length;
  }

  state(who) {
    return this.log.filter(([one, state]) => one === who && state.match(/^(new|connect|dis|fail)/)).at(-1)?.[1];
  }

  /** Lines for media that the caller's connection has. */
  lines() {
    return connections[0].getTransceivers().length;
  }

  gathering(who) {
    return connections[who === "caller" ? 0 : 1].iceGatheringState;
  }

  /** Timers and messages that are due by now have had their turn, so has what they set off. */
  async turnOfTheLoop() {
    for (let turn = 0; turn < 20; turn++) await new Promise((done) => setTimeout(done));
  }

  close() {
    this.caller.close();
    this.callee.close();
  }
}

/** A fake camera and microphone. */
export async function tracks() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  return { audio: stream.getAudioTracks()[0], video: stream.getVideoTracks()[0] };
}

/** The same with a fake screen and its sound. */
export async function tracksWithScreen() {
  const stream = await navigator.mediaDevices.getDisplayMedia({ audio: true, video: true });
  const screen = { audio: stream.getAudioTracks()[0], video: stream.getVideoTracks()[0] };
  return { ...(await tracks()), screen };
}

/** A playing <video>, on the page. */
export function show(stream) {
  const video = document.createElement("video");
  video.autoplay = video.muted = video.playsInline = true;
  video.srcObject = stream;
  document.body.append(video);
  return video;
}
