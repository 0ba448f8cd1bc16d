"""What leaves of a seat whose person hides their address: of its candidates only those of relays, and no
address of its own anywhere else. No Django.

The page of such a person finds no others (`iceTransportPolicy`); this is for one that is old or at fault.
Here alone a description is changed on its way: candidate lines go, and so do the addresses beside them.
Sources: RFC 8839 (5.1: candidates, `raddr` and `rport` say what a relay hides), RFC 8866 (5.2 and 5.7: `o=`,
`c=`), RFC 3605 (`a=rtcp`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from msgspec import Raw

NOWHERE = "0.0.0.0"  # noqa: S104 - no address to bind to, but none at all
# RTCIceCandidateInit; anything else in a candidate goes.
FIELDS = ("sdpMid", "sdpMLineIndex", "usernameFragment")

_CANDIDATE = re.compile(r"^(?:a=)?candidate:", re.IGNORECASE)
_RADDR = re.compile(r"(?<=\s)(raddr)\s+\S+", re.IGNORECASE)
_RPORT = re.compile(r"(?<=\s)(rport)\s+\S+", re.IGNORECASE)
# What names an address of one's own, and what says no more than that there is none.
_ADDRESSES = (
    (re.compile(r"^c=.*$"), f"c=IN IP4 {NOWHERE}"),
    (re.compile(r"^(o=\S+ \S+ \S+) .*$"), rf"\1 IN IP4 {NOWHERE}"),
    (re.compile(r"^(a=rtcp:\d+) .*$", re.IGNORECASE), rf"\1 IN IP4 {NOWHERE}"),
)
# Candidates of another form than ICE's own (RFC 5245 kept this one for other agents).
_REMOTE = re.compile(r"^a=remote-candidates:", re.IGNORECASE)

_objects = msgspec.json.Decoder(dict[str, Raw])
_text = msgspec.json.Decoder(str)


def candidates(raws: Iterable[Raw]) -> list[Raw]:
    """Those of relays, and the empty one that says that there are no more."""
    return [kept for raw in raws if (kept := _candidate(raw)) is not None]


def description(raw: Raw) -> Raw:
    """The same description without the rest; it has a text under `sdp` (calls/sdp.py checks it before)."""
    fields = _objects.decode(raw)
    lines = _text.decode(fields["sdp"]).split("\n")
    kept = [cleaned for line in lines if (cleaned := _line(line)) is not None]
    return _raw(fields | {"sdp": _raw("\n".join(kept))})


def _candidate(raw: Raw) -> Raw | None:
    try:
        fields = _objects.decode(raw)
        text = _text.decode(fields["candidate"])
    except (msgspec.DecodeError, KeyError, RecursionError, UnicodeError):
        return None
    line = _relayed(text) if text else ""
    if line is None:
        return None
    return _raw({"candidate": line} | {name: fields[name] for name in FIELDS if name in fields})


def _line(line: str) -> str | None:
    """A line of a description; none if it goes."""
    if _CANDIDATE.match(line):
        return _relayed(line)
    if _REMOTE.match(line):
        return None
    end = "\r" if line.endswith("\r") else ""
    text = line.removesuffix("\r")
    for pattern, instead in _ADDRESSES:
        text = pattern.sub(instead, text)
    return text + end


def _relayed(line: str) -> str | None:
    """The candidate without what is behind its relay; none if it is of no relay."""
    words = line.split()
    if not _CANDIDATE.match(line) or [word.lower() for word in words[6:8]] != ["typ", "relay"]:
        return None
    return _RPORT.sub(r"\1 0", _RADDR.sub(rf"\1 {NOWHERE}", line))


def _raw(value: object) -> Raw:
    return Raw(msgspec.json.encode(value))
