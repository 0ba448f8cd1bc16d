/** How a call ended, where it was nobody's wish: a part of words-calls.js. Pure. */

import { gettext } from "../gettext.js";

/**
 * @typedef {import("../call-state.js").CallView} CallView
 * @typedef {import("./words.js").Said} Said
 */

/** @param {string} name @returns {Said} */
export function neverConnected(name) {
  return {
    title: gettext("The call could not connect"),
    detail: gettext(
      "No way was found between your network and {name}’s; a firewall often blocks it. Call again, or try it from another network. If it stays so, tell whoever runs this site: it may need a TURN server.",
      { name },
    ),
  };
}

/** @param {CallView} call */
function signedOut({ endedBy, peer }) {
  if (endedBy === null) return gettext("One of you was signed out.");
  return endedBy === "me"
    ? gettext("You were signed out.")
    : gettext("{name} was signed out.", { name: peer.name });
}

/** @param {CallView} call @returns {Said} */
export function endedOtherwise(call) {
  const { name } = call.peer;
  /** @type {Record<string, Said>} */
  const said = {
    session_ended: { title: gettext("Call ended"), detail: signedOut(call) },
    removed_by_admin: { title: gettext("Call ended"), detail: gettext("Whoever runs this site ended it.") },
    over: { title: gettext("Call ended"), detail: gettext("It ended while this page had no connection.") },
    elsewhere: { title: gettext("Answered on another page"), detail: gettext("The call goes on there.") },
    unsafe: {
      title: gettext("The call was ended: the connection is not safe"),
      detail: gettext(
        "The other end is not what it was at first. Somebody may have come between you and {name}. Call again; if it stays so, talk another way, and tell whoever runs this site.",
        { name },
      ),
    },
    codes_differ: {
      title: gettext("You ended the call: the codes do not match"),
      detail: gettext(
        "Somebody may be listening between you and {name}. Say nothing private here, talk another way, and tell whoever runs this site.",
        { name },
      ),
    },
    not_sent: {
      title: gettext("The call did not go out"),
      detail: gettext("The server did not answer. Check that this device is online, then call again."),
    },
    not_contact: {
      title: gettext("{name} is not among your contacts", { name }),
      detail: gettext("You can call somebody once they have accepted your request."),
    },
    no_relay: {
      title: gettext("This site cannot hide your address"),
      detail: gettext("It has no relay. Switch off “Hide my address” under Privacy, then call again."),
    },
    in_call: {
      title: gettext("You are in a call already"),
      detail: gettext("Another page of yours has it. Hang up there first, then call again."),
    },
    rate_limited: {
      title: gettext("Too many calls at once"),
      detail: gettext("Wait a minute, then call again."),
    },
  };
  return (
    said[call.reason ?? ""] ?? {
      title: gettext("Call ended"),
      detail: gettext("The call with {name} is over.", { name }),
    }
  );
}
