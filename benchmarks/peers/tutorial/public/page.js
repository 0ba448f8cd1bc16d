/**
 * The page of the well-known tutorial, in our own words. It behaves as the original: it asks for a
 * name, opens the camera (picture only) as soon as it is loaded, and has one connection, made at the
 * start. Whoever is called makes the offer at once; there is no ringing and nothing to accept.
 * Unlike the original it names no STUN server: everything here stays on this machine.
 */

const button = document.getElementById("call");
const stage = document.getElementById("stage");
let other = "";

const name = prompt("Your name?");
const socket = new WebSocket(`ws://${location.host}/ws`);
const connection = new RTCPeerConnection({ iceServers: [] });

function send(message) {
  socket.send(JSON.stringify({ ...message, otherPerson: other }));
}

function showStage() {
  button.hidden = true;
  stage.hidden = false;
}

socket.addEventListener("open", () => socket.send(JSON.stringify({ channel: "login", name })));

const reactions = {
  async start_call(message) {
    other = message.otherPerson;
    showStage();
    const offer = await connection.createOffer();
    await connection.setLocalDescription(offer);
    send({ channel: "webrtc_offer", offer });
  },
  async webrtc_offer(message) {
    await connection.setRemoteDescription(message.offer);
    const answer = await connection.createAnswer();
    await connection.setLocalDescription(answer);
    send({ channel: "webrtc_answer", answer });
  },
  async webrtc_answer(message) {
    await connection.setRemoteDescription(message.answer);
  },
  async webrtc_ice_candidate(message) {
    await connection.addIceCandidate(message.candidate);
  },
};

socket.addEventListener("message", (event) => {
  const message = JSON.parse(event.data);
  reactions[message.channel]?.(message);
});

connection.addEventListener("icecandidate", (event) => {
  if (event.candidate) {
    send({ channel: "webrtc_ice_candidate", candidate: event.candidate });
  }
});

connection.addEventListener("track", (event) => {
  document.getElementById("remote").srcObject = event.streams[0];
});

navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => {
  document.getElementById("own").srcObject = stream;
  for (const track of stream.getTracks()) {
    connection.addTrack(track, stream);
  }
});

button.addEventListener("click", () => {
  other = prompt("Whom to call?");
  showStage();
  send({ channel: "start_call" });
});
