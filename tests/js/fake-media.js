/** Peers, streams and devices that only note what is done to them. */

/** Stands for MediaStream. */
export class FakeStream {
  /** @type {any[]} */
  #tracks;

  /** @param {any[]} [tracks] */
  constructor(tracks = []) {
    this.#tracks = [...tracks];
  }

  getTracks() {
    return [...this.#tracks];
  }

  /** @param {any} track */
  addTrack(track) {
    this.#tracks.push(track);
  }

  /** @param {any} track */
  removeTrack(track) {
    this.#tracks = this.#tracks.filter((one) => one !== track);
  }
}

export class FakeTrack {
  enabled = true;
  stopped = false;
  contentHint = "";
  /** @type {(() => void) | null} */
  onended = null;
  id = "";
  /** @type {string | undefined} */
  facing;

  /** @param {"audio" | "video"} kind */
  constructor(kind) {
    this.kind = kind;
  }

  stop() {
    this.stopped = true;
  }

  clone() {
    return Object.assign(new FakeTrack(this.kind), { enabled: this.enabled });
  }

  get readyState() {
    return this.stopped ? "ended" : "live";
  }

  getSettings() {
    return { deviceId: this.id, facingMode: this.facing };
  }
}

/** Stands for the room of media.js. */
export class FakeDevices {
  /** @type {import("../../static/js/media.js").Wish[]} */
  wishes = [];
  /** Every track there ever was. @type {FakeTrack[]} */
  tracks = [];
  allows = false;
  slow = false;
  /** @type {import("../../static/js/call-state.js").MediaProblem | null} */
  problem = null;
  finish = () => {};
  /** How each was wished. @type {any[]} */
  ways = [];
  /** What comes of the next wish. */
  answer = () => this.problem;

  granted = async () => this.allows;

  /** @type {import("../../static/js/screen-capture.js").CapturedScreen} */
  screen = { tracks: null, problem: null };
  captureScreen = async () => this.screen;

  capture = async (/** @type {import("../../static/js/media.js").Wish} */ wish, /** @type {any} */ how) => {
    this.wishes.push(wish);
    this.ways.push(how);
    if (this.slow) await new Promise((done) => (this.finish = () => done(null)));
    const problem = this.answer();
    if (problem) return { tracks: [], problem };
    const kinds = /** @type {("audio" | "video")[]} */ (["audio", "video"]).filter((kind) => wish[kind]);
    const tracks = kinds.map((kind) => new FakeTrack(kind));
    this.tracks.push(...tracks);
    return { tracks: /** @type {any[]} */ (tracks), problem: null };
  };
}

/** Stands for Peer. */
export class FakePeer {
  /** @type {FakePeer[]} */
  static all = [];
  released = false;
  closed = false;
  restarts = 0;
  resent = 0;
  /** @type {any[]} */
  heard = [];
  /** @type {any} */
  tracks = null;

  /** @param {import("../../static/js/peer.js").PeerOptions} options */
  constructor(options) {
    this.options = options;
    FakePeer.all.push(this);
  }

  release() {
    this.released = true;
  }

  /** @param {any} message */
  receive(message) {
    this.heard.push(message);
  }

  /** @param {any} tracks */
  setTracks(tracks) {
    this.tracks = tracks;
  }

  /** @type {RTCIceServer[] | undefined} */
  servers;

  restart(/** @type {RTCIceServer[] | undefined} */ servers) {
    this.restarts += 1;
    this.servers = servers;
  }

  resend() {
    this.resent += 1;
  }

  bytesReceived = async () => 0;
  /** @type {import("../../static/js/bandwidth.js").Sample} */
  room = { available: 2_000_000, loss: 0, roundTrip: 0.05, limited: false };
  sample = async () => this.room;
  /** @type {import("../../static/js/bandwidth.js").Step | null} */
  step = null;

  /** @param {import("../../static/js/bandwidth.js").Step} step */
  limit(step) {
    this.step = step;
  }
  /** @type {any} */
  known = null;
  facts = async () => this.known;
  /** @type {boolean | null} */
  screenTaken = null;

  close() {
    this.closed = true;
  }
}
