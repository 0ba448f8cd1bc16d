/**
 * What *Check my connection* says: what was found in plain words, and what to do. Pure.
 *
 * @typedef {{words: string, todo: string}} Said
 * @typedef {import("../check/verdicts.js").Verdict} Verdict
 * @typedef {import("../check/checkup.js").Part} Part
 */

import { mediaFailure } from "./words-failures.js";

/** Before the sentence, for those who do not see the colour. @type {Record<import("../check/verdicts.js").Status, string>} */
export const marks = {
  waiting: "Not checked yet",
  running: "Checking",
  fine: "Works",
  poor: "Works in part",
  failed: "Problem",
};

export const buttons = { start: "Start the check", stop: "Stop the check", again: "Check again" };

const ASK_OPERATOR = "Tell whoever runs this site, with the words above.";
const RELAY_HELPS = "Calls then go through the relay below.";

/** @type {Record<Part, Record<string, Said>>} */
const SAYINGS = {
  server: {
    running: said("Looking whether this page reaches the server."),
    online: said("This page is connected to the server: calls can ring here."),
    offline: said(
      "This page has no connection to the server, so that nobody can ring you here.",
      "Check that this device is online. In a company network, ask whether WebSockets are let through.",
    ),
    signed_out: said("You are signed out.", "Sign in again, then check again."),
    replaced: said("This page was opened again in another tab.", "Go on there, or load this page again."),
    incompatible: said("The site was updated since you opened this page.", "Load this page again."),
  },
  camera: {
    running: said("Allow camera and microphone when your browser asks."),
    seen: said("You should see yourself; the picture is turned as in a mirror."),
  },
  microphone: {
    running: said("Allow camera and microphone when your browser asks."),
    listening: said("Say a few words: the bar should move."),
    heard: said("Your microphone hears you."),
    silent: said(
      "Nothing is heard so far.",
      "Speak up. If the bar stays still, see whether the microphone is muted by a switch, or in the system’s sound settings, or another one is chosen there.",
    ),
  },
  speaker: {
    press: said("Play a tone, and listen."),
    asking: said("You should have heard two soft notes. Did you?"),
    heard: said("You hear others."),
    not_heard: said(
      "The tone was played, but you did not hear it.",
      "Turn the volume up, see whether headphones or another speaker are chosen in the system’s sound settings, then play it again.",
    ),
    no_sound: said("The browser did not play the tone.", "Allow sound for this site, then play it again."),
  },
  direct: {
    running: said("Looking for ways out of your network. This takes a few seconds."),
    reflected: said(
      "Your network lets calls out and back: most of them will go straight to the other person.",
    ),
    same_network: said(
      "Calls connect with people in the same network. For others this site has nothing set up that tells your address.",
      ASK_OPERATOR,
    ),
    relay_only: said(
      "Your network does not let calls through directly, as many company and hotel networks.",
      RELAY_HELPS,
    ),
    blocked: said(
      "Your network does not let calls through directly.",
      "A firewall or a VPN is in the way. Switch the VPN off, or try another network, such as your phone’s.",
    ),
    no_network: said(
      "The browser found no network for calls.",
      "Check that this device is online, and that no privacy extension switches WebRTC off.",
    ),
  },
  relay: {
    running: said("Sending a packet through the relay and back."),
    relayed: said("Where there is no direct way, your calls go through the relay."),
    relayed_tcp: said(
      "The relay is reached by a detour (TCP), because your network holds UDP back. Calls work; on a bad line picture and sound may stutter.",
    ),
    no_relay: said(
      "This site has no relay: calls fail where two networks keep people from each other.",
      ASK_OPERATOR,
    ),
    refused: said("The relay did not accept this site’s password.", ASK_OPERATOR),
    full: said("The relay has no room just now.", "Wait a minute and check again."),
    stuck: said("The relay is there, but nothing came through it.", ASK_OPERATOR),
    unreachable: said(
      "The relay could not be reached.",
      "A firewall or a VPN is in the way, or the relay is down. Try another network; if it fails there too, tell whoever runs this site.",
    ),
  },
};

/** Where the servers to check with were not to be had. @type {Record<string, Said>} */
const NO_SERVERS = {
  offline: said("The server did not answer.", "Check that this device is online, then check again."),
  signed_out: said("You are signed out.", "Sign in again, then check again."),
  too_often: said("You checked often in a short time.", "Wait a while, then check again."),
  server: said(
    "The server could not say how to check this.",
    "Try again; if it stays so, tell whoever runs this site.",
  ),
};

/** @type {Record<ReturnType<typeof import("../check/verdicts.js").summary>, string>} */
const SUMMARIES = {
  running: "",
  no_server: "This page cannot reach the server: nobody can ring you here until it does.",
  no_way: "Calls with people outside your network will probably not connect.",
  partly: "Most calls will connect, but something below needs your attention.",
  good: "Everything a call needs works here.",
};

/** @param {string} words @param {string} [todo] @returns {Said} */
function said(words, todo = "") {
  return { words, todo };
}

/** @param {Part} part @param {Verdict} verdict @returns {Said} */
export function saying(part, { status, code }) {
  if (status === "waiting") return said("");
  const known = SAYINGS[part][code] ?? NO_SERVERS[code];
  if (known) return known;
  const { title, todo } = mediaFailure(
    /** @type {import("../call-state.js").MediaProblem} */ (code),
    navigator.userAgent,
    location.host,
  );
  return said(`${title}.`, todo);
}

/** @param {ReturnType<typeof import("../check/verdicts.js").summary>} code */
export const summing = (code) => SUMMARIES[code];
