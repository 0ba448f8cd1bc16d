// Runs in every page before its own scripts, and remembers what a test asks about afterwards:
// peer connections, captures of camera and microphone, their tracks, socket messages, CSP violations.
(() => {
  const witness = { peers: [], captures: [], tracks: [], screens: [], messages: [], violations: [], clicks: [] };
  Object.defineProperty(window, "witness", { value: witness });

  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class RTCPeerConnection extends Peer {
    constructor(...given) {
      super(...given);
      witness.peers.push(this);
    }
  };

  const Socket = window.WebSocket;
  window.WebSocket = class WebSocket extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const { channel, state, reason, seat } = JSON.parse(data);
        witness.messages.push({ at: performance.now(), channel, state, reason, seat });
      });
    }
  };

  const devices = navigator.mediaDevices;
  const capture = devices?.getUserMedia?.bind(devices);
  if (capture) {
    devices.getUserMedia = async (wanted) => {
      witness.captures.push({ audio: Boolean(wanted?.audio), video: Boolean(wanted?.video) });
      const stream = await capture(wanted);
      witness.tracks.push(...stream.getTracks().map((track) => ({ track, stopped: null })));
      return stream;
    };
  }

  const share = devices?.getDisplayMedia?.bind(devices);
  if (share) {
    devices.getDisplayMedia = async (wanted) => {
      const stream = await share(wanted);
      witness.screens.push(stream);
      witness.tracks.push(...stream.getTracks().map((track) => ({ track, stopped: null })));
      return stream;
    };
  }

  // `ended` does not fire for one's own stop(), so the moment is taken when that has returned.
  const { stop, clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.stop = function () {
    stop.call(this);
    for (const row of witness.tracks) {
      if (row.track === this) row.stopped ??= performance.now();
    }
  };
  MediaStreamTrack.prototype.clone = function () {
    const track = clone.call(this);
    if (witness.tracks.some((row) => row.track === this)) witness.tracks.push({ track, stopped: null });
    return track;
  };

  addEventListener("click", () => witness.clicks.push(performance.now()), true);
  addEventListener("securitypolicyviolation", (event) => {
    const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
    witness.violations.push(`${violatedDirective}: ${blockedURI} at ${sourceFile}:${lineNumber}`);
  });
})();
