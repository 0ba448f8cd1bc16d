/** What the administration's *Connection check* says: for whoever can put it right. Pure. */

import { gettext, ngettext } from "../gettext.js";
import { mediaFailure } from "./words-failures.js";

/**
 * @typedef {import("../check/operators-check.js").Finding} Finding
 * @typedef {{title: string, words: string, todo: string}} Said
 */

export const operatorsButtons = {
  start: gettext("Run the check"),
  running: gettext("Checking…"),
  again: gettext("Run it again"),
};

export const done = (/** @type {number} */ failed) =>
  failed === 0
    ? gettext("Done: calls get through from where you are.")
    : ngettext(
        "Done: {count} of these keeps calls from getting through.",
        "Done: {count} of these keep calls from getting through.",
        failed,
      );

/** Errors of ICE servers: RFC 8489 and RFC 8656; 701 is the browser's own (W3C WebRTC 1.0, section 4.8.3). @type {Record<number, string>} */
const ERRORS = {
  400: gettext("400: the server did not understand the browser; another program may listen there."),
  401: gettext(
    "401: the password was refused. TURN_SECRET and coturn’s static-auth-secret differ, or a clock is wrong.",
  ),
  403: gettext("403: forbidden by coturn’s configuration."),
  437: gettext("437: the relay was given up before it was used."),
  438: gettext("438: the server’s nonce was stale; browsers try again by themselves."),
  441: gettext("441: the password is another person’s: a proxy mixes connections up."),
  486: gettext("486: this person has too many relays at once. Raise user-quota in coturn’s configuration."),
  508: gettext("508: the server is full. Raise total-quota, or widen min-port to max-port."),
  600: gettext("600: the server spoke something else than STUN or TURN."),
  701: gettext(
    "701: no answer. The name is unknown, the port is closed on the way, or the certificate is not good.",
  ),
};

/** @param {Finding} finding @returns {Said} */
export function operatorsSaying(finding) {
  const errors = (finding.errors ?? []).map(
    (code) => ERRORS[code] ?? gettext("{code}: the server refused.", { code }),
  );
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
      return said(
        gettext("STUN and TURN"),
        serversFailure(finding.code),
        gettext("Run it again in a moment."),
      );
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
  const title = gettext("This page");
  if (code === "secure")
    return said(title, gettext("It is a secure page: browsers give it camera and microphone."));
  const cause = gettext("It is not on https, and this is {host}: browsers give it no camera.", {
    host: location.host,
  });
  return said(
    title,
    cause,
    gettext("Put a proxy with a certificate in front (docs/deployment.md), and open its address."),
  );
}

/** @param {string} code */
function socket(code) {
  if (code === "online") return said(gettext("WebSocket"), gettext("It is open: people can be rung here."));
  const todo = gettext(
    "Let the proxy pass /ws/ on as a WebSocket, with Host unchanged; manage.py doctor says more.",
  );
  return said(gettext("WebSocket"), gettext("It is not open: nobody can be rung on this page."), todo);
}

/** @param {string} code */
function serversFailure(code) {
  return code === "signed_out"
    ? gettext("You are signed out.")
    : gettext("The server could not say which there are.");
}

/** @param {Record<string, number>} numbers */
function addresses({ host = 0, srflx = 0, relay = 0 }) {
  const words = gettext(
    "Found: {host} of this device (host), {srflx} seen from outside (srflx), {relay} on relays (relay).",
    { host, srflx, relay },
  );
  if (host > 0) return said(gettext("Addresses"), words);
  return said(
    gettext("Addresses"),
    words,
    gettext("An extension or a policy of this browser switches WebRTC off."),
  );
}

/** @param {Finding} finding */
function stun({ about, code }) {
  if (code === "reflected") return said(about, gettext("It tells this browser its address."));
  if (code === "same")
    return said(about, gettext("It answers; there is no router between it and this browser."));
  const todo = gettext("Open its port (udp) in every firewall on the way, and see that coturn runs.");
  return said(about, gettext("It does not answer this browser."), todo);
}

/** @param {Finding} finding */
function turn({ about, code, numbers, over }) {
  switch (code) {
    case "relayed":
      return said(about, relayed(Number(numbers?.ms), over));
    case "no_relay":
      return said(
        "TURN",
        gettext("None is set: calls fail between people whose networks keep them apart."),
        gettext("Set TURN_URLS and TURN_SECRET (docs/deployment.md)."),
      );
    case "refused":
      return said(
        about,
        gettext("It refused the site’s password."),
        gettext(
          "Make the two secrets the same, compare the clocks (timedatectl), and restart coturn; manage.py doctor tells which it is.",
        ),
      );
    case "full":
      return said(about, gettext("It has no room for another relay."), gettext("Raise coturn’s quotas."));
    case "stuck":
      return said(
        about,
        gettext("It gave a relay, but nothing came through."),
        gettext(
          "Open its relay ports (min-port to max-port, udp), and see that external-ip is its public address.",
        ),
      );
    default:
      return said(
        about,
        gettext("This browser does not reach it."),
        gettext(
          "Open its port in every firewall on the way; for turns: also see to its certificate (manage.py doctor looks at it).",
        ),
      );
  }
}

/** @param {number} ms @param {string | null} [over] the transport to the relay */
function relayed(ms, over) {
  return over
    ? gettext("A message went through the relay and back in {ms} ms, over {over}.", { ms, over })
    : gettext("A message went through the relay and back in {ms} ms.", { ms });
}

/** @param {Finding} finding */
function device({ subject, code }) {
  const title = subject === "camera" ? gettext("Camera") : gettext("Microphone");
  if (code === "opened") return said(title, gettext("It opens. (It was released again.)"));
  const failure = mediaFailure(/** @type {any} */ (code), navigator.userAgent, location.host);
  return said(title, `${failure.title}. ${failure.cause}`, failure.todo);
}

/** @param {string} title @param {string} words @param {string} [todo] @returns {Said} */
function said(title, words, todo = "") {
  return { title, words, todo };
}
