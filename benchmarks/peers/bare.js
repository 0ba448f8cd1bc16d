/** Two ends of one connection; see bare.html. The callee offers, as in the product and in the tutorial. */

const query = new URLSearchParams(location.search);
const page = query.get("page") ?? "both";
const camera = query.get("camera") ?? "ready";
/** The first picture's lines; 0 for all the camera has. */
const lines = Number(query.get("lines") ?? 0);
const media = JSON.parse(query.get("media") ?? '{"audio": true, "video": true}');

/** One end: its connection, and `send` that reaches the other end. */
class End {
  constructor(role, send) {
    this.role = role;
    this.send = send;
    this.connection = new RTCPeerConnection();
    this.connection.onicecandidate = ({ candidate }) => {
      if (candidate && !(role === "callee" && camera === "late")) {
        send({ candidate: candidate.toJSON() });
      }
    };
    this.connection.ontrack = ({ streams }) => {
      document.getElementById(`at-${role}`).srcObject = streams[0];
    };
  }

  async openCamera() {
    const stream = await navigator.mediaDevices.getUserMedia(media);
    for (const track of stream.getTracks()) {
      await this.attach(track, stream);
    }
  }

  /** To the transceiver that waits for it, where there is one. */
  async attach(track, stream) {
    const waiting = this.connection.getTransceivers().find(({ receiver }) => receiver.track.kind === track.kind);
    if (waiting) {
      await waiting.sender.replaceTrack(track);
    }
    const sender = waiting?.sender ?? this.connection.addTrack(track, stream);
    if (track.kind === "video" && lines) {
      const parameters = sender.getParameters();
      parameters.encodings[0].scaleResolutionDownBy = track.getSettings().height / lines;
      await sender.setParameters(parameters);
    }
  }

  /** An offer without picture and sound, which come later; its candidates are gathered before the click. */
  async prepare() {
    for (const kind of ["audio", "video"]) {
      this.connection.addTransceiver(kind, { direction: "sendrecv", streams: [new MediaStream()] });
    }
    await this.connection.setLocalDescription();
  }

  async offer() {
    if (camera === "late") {
      this.openCamera();
    } else {
      if (camera === "click") {
        await this.openCamera();
      }
      await this.connection.setLocalDescription();
    }
    this.send({ description: this.connection.localDescription.toJSON() });
  }

  async hear({ description, candidate }) {
    if (candidate) {
      await this.connection.addIceCandidate(candidate);
    } else {
      await this.connection.setRemoteDescription(description);
      if (description.type === "offer") {
        await this.connection.setLocalDescription();
        this.send({ description: this.connection.localDescription.toJSON() });
      }
    }
  }
}

/** The ends that this page holds, by role, joined to each other or to those of the other page. */
function makeEnds() {
  if (page === "both") {
    const ends = {};
    ends.caller = new End("caller", (message) => queueMicrotask(() => ends.callee.hear(message)));
    ends.callee = new End("callee", (message) => queueMicrotask(() => ends.caller.hear(message)));
    return ends;
  }
  const between = new BroadcastChannel("bare");
  const end = new End(page, (message) => between.postMessage(message));
  between.onmessage = ({ data }) => end.hear(data);
  return { [page]: end };
}

const ends = makeEnds();
document.getElementById("accept").addEventListener("click", () => ends.callee.offer());

const early = Object.values(ends).filter((end) => end.role === "caller" || camera === "ready");
const prepared = camera === "late" ? (ends.callee?.prepare() ?? null) : null;
Promise.all([prepared, ...early.map((end) => end.openCamera())]).then(() => {
  document.documentElement.dataset.ready = "";
});
