/**
 * Somebody between Alice and Bob, for test_safety.py: put into Alice's page below her program, where her socket is. Takes
 * Bob's offer for itself, makes one of its own to Alice, and answers both; with a commitment of its own, or with Bob's
 * when `globalThis.keepsCommitment` is set.
 */

const Socket = globalThis.WebSocket;
const Connection = globalThis.RTCPeerConnection;
const CHANNELS = { control: 0, bytes: 1 };

globalThis.WebSocket = class extends Socket {
  #alice = () => {};
  #own = "";
  #other = "";
  #toAlice = null;
  #toBob = null;

  set onmessage(listener) {
    this.#alice = listener;
    super.onmessage = (event) => void this.#fromServer(event);
  }

  get onmessage() {
    return this.#alice;
  }

  async #fromServer(event) {
    const message = JSON.parse(event.data);
    if (message.channel === "welcome") this.#own = message.device;
    if (message.channel === "call_state") this.#other = message.peer.device ?? this.#other;
    if (message.channel === "webrtc_offer") return this.#toBob ?? this.#meet(message);
    if (message.channel === "webrtc_ice_candidate")
      return message.candidates.map((one) => this.#toBob?.connection.addIceCandidate(one));
    this.#alice(event);
  }

  send(frame) {
    const message = JSON.parse(frame);
    if (message.channel === "webrtc_answer") void this.#toAlice.answered(message.answer);
    else if (message.channel === "webrtc_ice_candidate")
      for (const one of message.candidates) void this.#toAlice.connection.addIceCandidate(one);
    else if (message.channel !== "webrtc_offer") super.send(frame);
  }

  async #meet({ call, epoch, offer, ...rest }) {
    const [alice, bob] = [
      { user: document.querySelector("#config").textContent.match(/"username": ?"([^"]+)"/)[1], device: this.#own },
      { user: rest.from, device: this.#other },
    ];
    const context = { call, epoch, offerer: bob, answerer: alice };
    const { EpochSafety } = await import("/static/js/safety/epoch-safety.js");
    this.#toBob = new End(new EpochSafety(() => context, false, () => {}));
    this.#toAlice = new End(new EpochSafety(() => context, true, () => {}));
    const answer = await this.#toBob.answer(offer);
    super.send(JSON.stringify({ channel: "webrtc_answer", call, epoch, answer }));
    const own = await this.#toAlice.offer();
    if (globalThis.keepsCommitment) own.commitment = offer.commitment;
    this.#alice({ data: JSON.stringify({ ...rest, call, epoch, offer: own }) });
  }
};

class End {
  connection = new Connection();
  #safety;

  constructor(safety) {
    this.#safety = safety;
    for (const [name, id] of Object.entries(CHANNELS))
      this[name] = this.connection.createDataChannel(name, { negotiated: true, id });
    this.control.onmessage = ({ data }) => JSON.parse(data).type === "hello" && this.#greet();
  }

  #greet() {
    this.control.send(JSON.stringify({ type: "hello", page: "mallory", boot: "mallory" }));
    if (this.#safety.reveal)
      this.control.send(JSON.stringify({ type: "safety", epoch: 1, nonce: this.#safety.reveal }));
  }

  async offer() {
    for (const kind of ["audio", "video"]) this.connection.addTransceiver(kind);
    const sdp = await this.#described();
    return { type: "offer", sdp, number: 1, commitment: await this.#safety.commit(sdp) };
  }

  async answer({ sdp, number, commitment }) {
    await this.connection.setRemoteDescription({ type: "offer", sdp });
    return { type: "answer", sdp: await this.#described(), number, nonce: this.#safety.offered(commitment) };
  }

  async answered({ sdp, nonce }) {
    await this.connection.setRemoteDescription({ type: "answer", sdp });
    const { currentLocalDescription: local, currentRemoteDescription: remote } = this.connection;
    await this.#safety.answered(nonce, { local: local.sdp, remote: remote.sdp });
  }

  /** With all candidates in it. */
  async #described() {
    const all = new Promise((done) => {
      this.connection.onicegatheringstatechange = () => this.connection.iceGatheringState === "complete" && done();
    });
    await this.connection.setLocalDescription();
    await all;
    return this.connection.localDescription.sdp;
  }
}
