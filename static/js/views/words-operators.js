/** What the administration's *Connection check* says: for whoever can put it right. Pure. */

import { mediaFailure } from "./words-failures.js";

/**
 * @typedef {import("../check/operators-check.js").Finding} Finding
 * @typedef {{title: string, words: string, todo: string}} Said
 */

export const operatorsButtons = { start: "Run the check", running: "Checking…", again: "Run it again" };

export const done = (/** @type {number} */ failed) =>
  failed === 0
    ? "Done: calls get through from where you are."
    : `Done: ${failed} of these keep${failed === 1 ? "s" : ""} calls from getting through.`;

/** Errors of ICE servers: RFC 8489 and RFC 8656; 701 is the browser's own (W3C WebRTC 1.0, section 4.8.3). @type {Record<number, string>} */
const ERRORS = {
  400: "400: the server did not understand the browser; another program may listen there.",
  401: "401: the password was refused. TURN_SECRET and coturn’s static-auth-secret differ, or a clock is wrong.",
  403: "403: forbidden by coturn’s configuration.",
  437: "437: the relay was given up before it was used.",
  438: "438: the server’s nonce was stale; browsers try again by themselves.",
  441: "441: the password is another person’s: a proxy mixes connections up.",
  486: "486: this person has too many relays at once. Raise user-quota in coturn’s configuration.",
  508: "508: the server is full. Raise total-quota, or widen min-port to max-port.",
  600: "600: the server spoke something else than STUN or TURN.",
  701: "701: no answer. The name is unknown, the port is closed on the way, or the certificate is not good.",
};

/** @param {Finding} finding @returns {Said} */
export function operatorsSaying(finding) {
  const errors = (finding.errors ?? []).map((code) => ERRORS[code] ?? `${code}: the server refused.`);
  const { title, words, todo } = inWords(finding);
  const useful = finding.status === "fine" ? [] : errors;
  return { title, words: [words, ...useful].filter(Boolean).join(" "), todo };
}

/** @param {Finding} finding @returns {Said} */
function inWords(finding) {
  switch (finding.subject) {
    case "page":
      return page(finding.code);
    case "socket":
      return socket(finding.code);
    case "servers":
      return said("STUN and TURN", serversFailure(finding.code), "Run it again in a moment.");
    case "addresses":
      return addresses(finding.numbers ?? {});
    case "stun":
      return stun(finding);
    case "turn":
      return turn(finding);
    default:
      return device(finding);
  }
}

/** @param {string} code */
function page(code) {
  const title = "This page";
  if (code === "secure") return said(title, "It is a secure page: browsers give it camera and microphone.");
  const cause = `It is not on https, and this is ${location.host}: browsers give it no camera.`;
  return said(
    title,
    cause,
    "Put a proxy with a certificate in front (docs/deployment.md), and open its address.",
  );
}

/** @param {string} code */
function socket(code) {
  if (code === "online") return said("WebSocket", "It is open: people can be rung here.");
  const todo = "Let the proxy pass /ws/ on as a WebSocket, with Host unchanged; manage.py doctor says more.";
  return said("WebSocket", "It is not open: nobody can be rung on this page.", todo);
}

/** @param {string} code */
function serversFailure(code) {
  return code === "signed_out" ? "You are signed out." : "The server could not say which there are.";
}

/** @param {Record<string, number>} numbers */
function addresses({ host = 0, srflx = 0, relay = 0 }) {
  const words = `Found: ${host} of this device (host), ${srflx} seen from outside (srflx), ${relay} on relays (relay).`;
  if (host > 0) return said("Addresses", words);
  return said("Addresses", words, "An extension or a policy of this browser switches WebRTC off.");
}

/** @param {Finding} finding */
function stun({ about, code }) {
  if (code === "reflected") return said(about, "It tells this browser its address.");
  if (code === "same") return said(about, "It answers; there is no router between it and this browser.");
  const todo = "Open its port (udp) in every firewall on the way, and see that coturn runs.";
  return said(about, "It does not answer this browser.", todo);
}

/** @param {Finding} finding */
function turn({ about, code, numbers, over }) {
  switch (code) {
    case "relayed":
      return said(
        about,
        `A message went through the relay and back in ${numbers?.ms} ms${over ? `, over ${over}` : ""}.`,
      );
    case "no_relay":
      return said(
        "TURN",
        "None is set: calls fail between people whose networks keep them apart.",
        "Set TURN_URLS and TURN_SECRET (docs/deployment.md).",
      );
    case "refused":
      return said(
        about,
        "It refused the site’s password.",
        "Make the two secrets the same, compare the clocks (timedatectl), and restart coturn; manage.py doctor tells which it is.",
      );
    case "full":
      return said(about, "It has no room for another relay.", "Raise coturn’s quotas.");
    case "stuck":
      return said(
        about,
        "It gave a relay, but nothing came through.",
        "Open its relay ports (min-port to max-port, udp), and see that external-ip is its public address.",
      );
    default:
      return said(
        about,
        "This browser does not reach it.",
        "Open its port in every firewall on the way; for turns: also see to its certificate (manage.py doctor looks at it).",
      );
  }
}

/** @param {Finding} finding */
function device({ subject, code }) {
  const title = subject === "camera" ? "Camera" : "Microphone";
  if (code === "opened") return said(title, "It opens. (It was released again.)");
  const failure = mediaFailure(/** @type {any} */ (code), navigator.userAgent, location.host);
  return said(title, `${failure.title}. ${failure.cause}`, failure.todo);
}

/** @param {string} title @param {string} words @param {string} [todo] @returns {Said} */
function said(title, words, todo = "") {
  return { title, words, todo };
}
