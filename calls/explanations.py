"""What pages reported of their media, in an operator's words: what happened, why, and what to do."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from calls.models import CallReport

LOSSY = 5.0  # per cent; speech suffers from here on

# STUN's answers to credentials that are not good, or no longer (RFC 8489, 14.8; RFC 8656, 18).
_REFUSED = {"401", "403", "431", "438", "441"}
_FULL = {"486", "508"}


class Finding(NamedTuple):
    """Why one side's media came to nothing; `key` counts alike ones."""

    key: str
    cause: str
    todo: str


def finding(report: CallReport) -> Finding | None:
    """The reason for this side's failure; None where media flowed to the end."""
    match report.outcome:
        case "connected":
            return None
        case "ice_failed":
            return _no_way(report)
        case "no_candidates":
            return Finding(
                "no_candidates",
                _("had no address to offer"),
                _("It had no network, or its owner's settings or extensions keep WebRTC from it."),
            )
        case other:
            return _other(other)


def _no_way(report: CallReport) -> Finding:
    errors = set(report.errors.split())
    if report.relay_offered is False:
        return Finding(
            "no_relay",
            _("found no way through: no relay was offered"),
            _("See the TURN settings: TURN_URLS and TURN_SECRET, docs/deployment.md."),
        )
    if "relay" in report.gathered.split():
        return Finding(
            "relay_useless",
            _("found no way through, not even with the relay that it got"),
            _("See whether the relay may reach the other side: coturn's denied ranges, its own firewall."),
        )
    return _no_relay_came(errors)


def _no_relay_came(errors: set[str]) -> Finding:
    if errors & _REFUSED:
        return Finding(
            "relay_refused",
            _("found no way through: the relay refused its password"),
            _("TURN_SECRET must be coturn's static-auth-secret, and the clocks of both must be right."),
        )
    if errors & _FULL:
        return Finding(
            "relay_full",
            _("found no way through: the relay has no room left"),
            _("Raise coturn's quotas (user-quota, total-quota) or its range of ports."),
        )
    return Finding(
        "relay_unreachable",
        _("found no way through: the relay did not answer"),
        _("Open the relay's ports to the world; offer it over tcp and over turns: on 443 too (TURN_URLS)."),
    )


def _other(outcome: str) -> Finding:
    cause, todo = {
        "dtls_failed": (
            _("found a way, but no secure session over it"),
            _("Something between the two lets small packets through and swallows or changes large ones."),
        ),
        "no_signals": (
            _("heard nothing from the other side's browser"),
            _("The other side's page was gone, or its socket broke just then: see its own report."),
        ),
        "lost": (
            _("was connected, and lost it"),
            _("Its network went away, or changed and there was no other way; a relay over tcp may help."),
        ),
        "connecting": (
            _("was still looking for a way when the call ended"),
            _("Somebody hung up early, or the page went away."),
        ),
    }[outcome]
    return Finding(outcome, cause, todo)


def in_words(report: CallReport, name: str) -> str:
    """One side of a call: *Bob's browser found no way through: …*"""
    found = finding(report)
    what = found.cause if found else _way(report)
    said = [_("%(name)s's browser %(what)s.") % {"name": name, "what": what}]
    if found:
        said.append(found.todo)
    said += [_trouble(report), _quality(report)]
    return " ".join(part for part in said if part)


def _way(report: CallReport) -> str:
    way = _path(report)
    if report.setup_ms is None:
        return _("connected %(way)s") % {"way": way}
    return _("connected %(way)s after %(seconds).1f s") % {"way": way, "seconds": report.setup_ms / 1000}


def _path(report: CallReport) -> str:
    if report.local == "relay":
        return _("through the relay (%(over)s)") % {"over": report.relay or report.transport}
    if report.remote == "relay":
        return _("through the other side's relay")
    if not report.local:
        return _("by a way it did not tell")
    return _("directly (%(over)s)") % {"over": report.transport or "udp"}


def _quality(report: CallReport) -> str:
    known = {
        _("%s %% of the packets lost"): report.loss,
        _("round trip %s ms"): report.round_trip_ms,
        _("jitter %s ms"): report.jitter_ms,
        _("%s ICE restarts"): report.restarts or None,
    }
    said = ", ".join(text % f"{value:g}" for text, value in known.items() if value is not None)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _trouble(report: CallReport) -> str:
    words = {
        "no_camera": _("No camera was found."),
        "no_microphone": _("No microphone was found."),
        "no_devices": _("Neither camera nor microphone was found."),
        "denied": _("Camera and microphone were not allowed."),
        "in_use": _("Another program had the camera or microphone."),
        "insecure": _("The page was not on https, so there was no camera and no microphone."),
        "unsupported": _("The browser gives pages no camera and no microphone."),
        "failed": _("Camera or microphone did not start."),
    }
    return words.get(report.problem, "")
