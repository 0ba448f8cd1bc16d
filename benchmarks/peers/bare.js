/** Two ends of one connection; see bare.html. The callee offers, as in the product and in the tutorial. */

const query = new URLSearchParams(location.search);
const page = query.get("page") ?? "both";
const camera = query.get("camera") ?? "ready";
const media = JSON.parse(query.get("media") ?? '{"audio": true, "video": true}');

/** One end: its connection, and `send` that reaches the other end. */
class End {
  constructor(role, send) {
    this.role = role;
    this.send = send;
    this.connection = new RTCPeerConnection();
    this.connection.onicecandidate = ({ candidate }) => {
      if (candidate) {
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
      this.connection.addTrack(track, stream);
    }
  }

  async offer() {
    if (camera === "click") {
      await this.openCamera();
    }
    await this.connection.setLocalDescription();
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
Promise.all(early.map((end) => end.openCamera())).then(() => {
  document.documentElement.dataset.ready = "";
});
