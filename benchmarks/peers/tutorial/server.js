/**
 * The signalling server of the well-known tutorial, in our own words: whoever connects says a name,
 * and every later message goes to the person it names, with that name replaced by the sender's.
 * As there: nobody is checked, people are found by walking a list, names may repeat (the first one
 * wins), and a message for a stranger is dropped.
 *
 * PORT (3000) is where it listens. It writes a line a message as the original does; QUIET=1 spares it that.
 */

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import express from "express";
import { WebSocketServer } from "ws";

const FORWARDED = new Set(["start_call", "webrtc_ice_candidate", "webrtc_offer", "webrtc_answer"]);
const STRANGER = "[unknown]";

const say = process.env.QUIET === "1" ? () => {} : console.log;

/** @type {{socket: import("ws").WebSocket, name: string}[]} */
let people = [];

/** Hand a message to the person it names. */
function forward(sender, message) {
  const receiver = people.find((person) => person.name === message.otherPerson);
  receiver?.socket.send(JSON.stringify({ ...message, otherPerson: sender }));
}

/** Act on one message of a socket. */
function take(socket, message) {
  if (message.channel === "login") {
    people.push({ socket, name: message.name });
    say(`${message.name} is here`);
  } else if (FORWARDED.has(message.channel)) {
    const sender = people.find((person) => person.socket === socket)?.name ?? STRANGER;
    say(`${message.channel}: ${sender} to ${message.otherPerson}`);
    forward(sender, message);
  } else {
    say("cannot use", message);
  }
}

const application = express();
application.use(express.static(fileURLToPath(new URL("public", import.meta.url))));
const server = createServer(application);

new WebSocketServer({ server, path: "/ws" }).on("connection", (socket) => {
  socket.on("message", (data) => take(socket, JSON.parse(data.toString())));
  socket.on("close", () => {
    people = people.filter((person) => person.socket !== socket);
  });
});

const port = Number(process.env.PORT ?? 3000);
server.listen(port, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${port}`));
