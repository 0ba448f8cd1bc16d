/**
 * What *Check my connection* says: what was found in plain words, and what to do. Pure.
 *
 * @typedef {{words: string, todo: string}} Said
 * @typedef {import("../check/verdicts.js").Verdict} Verdict
 * @typedef {import("../check/checkup.js").Part} Part
 */

import { gettext } from "../gettext.js";
import { mediaFailure } from "./words-failures.js";

/** Before the sentence, for those who do not see the colour. @type {Record<import("../check/verdicts.js").Status, string>} */
export const marks = {
  waiting: gettext("Not checked yet"),
  running: gettext("Checking"),
  fine: gettext("Works"),
  poor: gettext("Works in part"),
  failed: gettext("Problem"),
};

export const buttons = {
  start: gettext("Start the check"),
  stop: gettext("Stop the check"),
  again: gettext("Check again"),
};

const ASK_OPERATOR = gettext("Tell whoever runs this site, with the words above.");
const RELAY_HELPS = gettext("Calls then go through the relay below.");

/** @type {Record<Part, Record<string, Said>>} */
const SAYINGS = {
  server: {
    running: said(gettext("Looking whether this page reaches the server.")),
    online: said(gettext("This page is connected to the server: calls can ring here.")),
    offline: said(
      gettext("This page has no connection to the server, so that nobody can ring you here."),
      gettext(
        "Check that this device is online. In a company network, ask whether WebSockets are let through.",
      ),
    ),
    signed_out: said(gettext("You are signed out."), gettext("Sign in again, then check again.")),
    replaced: said(
      gettext("This page was opened again in another tab."),
      gettext("Go on there, or load this page again."),
    ),
    incompatible: said(
      gettext("The site was updated since you opened this page."),
      gettext("Load this page again."),
    ),
  },
  camera: {
    running: said(gettext("Allow camera and microphone when your browser asks.")),
    seen: said(gettext("You should see yourself; the picture is turned as in a mirror.")),
  },
  microphone: {
    running: said(gettext("Allow camera and microphone when your browser asks.")),
    listening: said(gettext("Say a few words: the bar should move.")),
    heard: said(gettext("Your microphone hears you.")),
    silent: said(
      gettext("Nothing is heard so far."),
      gettext(
        "Speak up. If the bar stays still, see whether the microphone is muted by a switch, or in the system’s sound settings, or another one is chosen there.",
      ),
    ),
  },
  speaker: {
    press: said(gettext("Play a tone, and listen.")),
    asking: said(gettext("You should have heard two soft notes. Did you?")),
    heard: said(gettext("You hear others.")),
    not_heard: said(
      gettext("The tone was played, but you did not hear it."),
      gettext(
        "Turn the volume up, see whether headphones or another speaker are chosen in the system’s sound settings, then play it again.",
      ),
    ),
    no_sound: said(
      gettext("The browser did not play the tone."),
      gettext("Allow sound for this site, then play it again."),
    ),
  },
  direct: {
    running: said(gettext("Looking for ways out of your network. This takes a few seconds.")),
    reflected: said(
      gettext("Your network lets calls out and back: most of them will go straight to the other person."),
    ),
    same_network: said(
      gettext(
        "Calls connect with people in the same network. For others this site has nothing set up that tells your address.",
      ),
      ASK_OPERATOR,
    ),
    relay_only: said(
      gettext("Your network does not let calls through directly, as many company and hotel networks."),
      RELAY_HELPS,
    ),
    blocked: said(
      gettext("Your network does not let calls through directly."),
      gettext(
        "A firewall or a VPN is in the way. Switch the VPN off, or try another network, such as your phone’s.",
      ),
    ),
    no_network: said(
      gettext("The browser found no network for calls."),
      gettext("Check that this device is online, and that no privacy extension switches WebRTC off."),
    ),
  },
  relay: {
    running: said(gettext("Sending a packet through the relay and back.")),
    relayed: said(gettext("Where there is no direct way, your calls go through the relay.")),
    relayed_tcp: said(
      gettext(
        "The relay is reached by a detour (TCP), because your network holds UDP back. Calls work; on a bad line picture and sound may stutter.",
      ),
    ),
    no_relay: said(
      gettext("This site has no relay: calls fail where two networks keep people from each other."),
      ASK_OPERATOR,
    ),
    refused: said(gettext("The relay did not accept this site’s password."), ASK_OPERATOR),
    full: said(gettext("The relay has no room just now."), gettext("Wait a minute and check again.")),
    stuck: said(gettext("The relay is there, but nothing came through it."), ASK_OPERATOR),
    unreachable: said(
      gettext("The relay could not be reached."),
      gettext(
        "A firewall or a VPN is in the way, or the relay is down. Try another network; if it fails there too, tell whoever runs this site.",
      ),
    ),
  },
};

/** Where the servers to check with were not to be had. @type {Record<string, Said>} */
const NO_SERVERS = {
  offline: said(
    gettext("The server did not answer."),
    gettext("Check that this device is online, then check again."),
  ),
  signed_out: said(gettext("You are signed out."), gettext("Sign in again, then check again.")),
  too_often: said(gettext("You checked often in a short time."), gettext("Wait a while, then check again.")),
  server: said(
    gettext("The server could not say how to check this."),
    gettext("Try again; if it stays so, tell whoever runs this site."),
  ),
};

/** @type {Record<ReturnType<typeof import("../check/verdicts.js").summary>, string>} */
const SUMMARIES = {
  running: "",
  no_server: gettext("This page cannot reach the server: nobody can ring you here until it does."),
  no_way: gettext("Calls with people outside your network will probably not connect."),
  partly: gettext("Most calls will connect, but something below needs your attention."),
  good: gettext("Everything a call needs works here."),
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
