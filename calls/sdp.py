"""What a relay has to see in a description before it passes it on: nothing but encrypted media. No Django.

The description goes on as it came, byte for byte: it is looked into, never rebuilt. All the rest is for the
browsers to check, which then use it. Sources: RFC 8829 (5.1.2, profiles), RFC 8122 (5, fingerprints),
RFC 8827 (6.5: no keys on the signalling path, no media without DTLS).
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec
from msgspec import Raw, Struct

# DTLS-SRTP, and data channels over DTLS. Everything else could carry what is not encrypted.
MEDIA_PROFILES = frozenset({"UDP/TLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF"})
DATA_PROFILES = frozenset({"UDP/DTLS/SCTP", "TCP/DTLS/SCTP", "DTLS/SCTP"})
PROFILES = {"audio": MEDIA_PROFILES, "video": MEDIA_PROFILES, "application": DATA_PROFILES}
SECTIONS_LIMIT = 32

_SECTION_BY_ANY_READING = re.compile(r"(?<![^\s\0])[mM]\s*=")
# One expression over the whole text leaves a handful of its hundred lines: those that are not obviously of
# the form `letter=value` with nothing in it to look at. Line by line it took six times as long.
_LEFT = re.compile(r"\n(?!a=(?:[abdeg-jl-z]|c[a-qs-z]|f[a-hj-z])|[b-jln-z]=|\r?(?:\n|\Z))([^\n]*)")
_LOOKED_AT = re.compile(r"((?:m=|k=)(?=\S)|a=(?i:crypto|key-mgmt|fingerprint))([^\r]*)")
_LINE = re.compile(r"[akm]=\S|\r?\Z")
_SECTION = re.compile(r"^(\S+) (\d{1,5})(?:/\d{1,5})? (\S+) \S", re.ASCII)
_FINGERPRINT = "a=fingerprint"
_SHA_256 = re.compile(r"^:sha-256 (?:[0-9a-f]{2}:){31}[0-9a-f]{2}$", re.ASCII)
_OTHER_HASH = re.compile(r"^:(?!sha-256 )[a-z0-9-]+ [0-9a-f:]+$", re.ASCII)
# The same in JSON's own text, for what browsers write: lines with nothing in them to look at, and one more.
_BROWSERS_LINES = re.compile(
    rb"(?:\\r\\n(?:a=(?:[abdeg-jl-z]|[cf][a-hj-qs-z])|[b-jln-z]=)[^\\]*+)*+"
    rb"(?:\\r\\n(?:m=((?:audio|video) \d{1,5} UDP/TLS/RTP/SAVPF|application \d{1,5} UDP/DTLS/SCTP) [!-~]"
    rb"[^\\]*+|a=(fingerprint:[^\\]*+))?)?"
)
_BROWSERS_FINGERPRINT = re.compile(rb"fingerprint:sha-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}")
# Keys on the signalling path: SDES (RFC 4568), MIKEY (RFC 4567), and the line that both took the place of.
_KEYS = ("a=crypto", "a=key-mgmt", "k=")


class Unacceptable(Exception):
    """This description is not passed on; the text says why, and quotes nothing of it."""


class _Description(Struct):
    type: Literal["offer", "answer"]
    sdp: str


_decoder = msgspec.json.Decoder(_Description)


def check(raw: Raw, kind: Literal["offer", "answer"]) -> None:
    """Raises Unacceptable unless it is an RTCSessionDescriptionInit of that kind, all of its media encrypted
    by one certificate (browsers repeat its fingerprint in each section; others list further hashes beside
    SHA-256).

    What has no section by any reading has nothing to encrypt, and passes: it brings about no connection.
    """
    if not _is_a_browsers(bytes(raw), kind):
        _check_thoroughly(raw, kind)


def _is_a_browsers(text: bytes, kind: str) -> bool:
    """Whether this JSON is of the form that browsers write, and acceptable. It is not decoded for that, and
    takes half the time; but nothing passes here that would not pass the thorough check.

    In JSON every control character is behind a backslash. So where those stand only as `\\r\\n`, and all is
    ASCII, no reader finds other line ends; and behind the description, without a backslash, no other name can
    be `sdp` or `type`.
    """
    start = f'{{"type":"{kind}","sdp":"v=0'.encode()
    end = text.find(b'"', len(start))
    if not text.startswith(start) or not text.isascii() or _more_than_fields(text[end:]):
        return False
    sections, fingerprints, at = 0, set(), len(start)
    while at < end and (found := _BROWSERS_LINES.match(text, at, end)):
        section, fingerprint = found.groups()
        if section:
            sections += 1
        elif fingerprint:
            fingerprints.add(fingerprint)
        elif found.end() < end:
            return False
        at = found.end()
    if not 0 < sections <= SECTIONS_LIMIT or len(fingerprints) != 1:
        return False
    return _BROWSERS_FINGERPRINT.fullmatch(fingerprints.pop()) is not None


def _more_than_fields(rest: bytes) -> bool:
    """Whether what follows the description could be about the description."""
    return b"\\" in rest or b'"sdp"' in rest or b'"type"' in rest


def _check_thoroughly(raw: Raw, kind: Literal["offer", "answer"]) -> None:
    sdp = _sdp_of(raw, kind)
    try:
        found = _looked_at(sdp)
    except ValueError:
        if _SECTION_BY_ANY_READING.search(sdp):
            raise Unacceptable("It has a line that is not of the form `letter=value`.") from None
        return
    sections = [value for name, value in found if name == "m="]
    if not sections:
        return
    if any(name in _KEYS for name, _ in found):
        raise Unacceptable("It carries a key. Media is encrypted by DTLS only.")
    if len(sections) > SECTIONS_LIMIT:
        raise Unacceptable(f"It has more than {SECTIONS_LIMIT} sections.")
    for section in sections:
        _check_section(section)
    _check_fingerprints({value.lower() for name, value in found if name == _FINGERPRINT})


def _sdp_of(raw: Raw, kind: str) -> str:
    try:
        description = _decoder.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Unacceptable(f"An {kind} is an object with `type` and `sdp`.") from None
    if description.type != kind:
        raise Unacceptable(f"Its type is not {kind}.")
    return description.sdp


def _looked_at(sdp: str) -> list[tuple[str, str]]:
    """The start and the rest of each line that matters here. ValueError where readers may find other lines in
    it: some take a lone CR or another of Unicode's line ends for one (as `str.splitlines` does), and some
    forgive blanks or capitals where none belong."""
    ends = sdp.count("\n") + (not sdp.endswith("\n"))
    if len(sdp.splitlines()) != ends or "\0" in sdp:
        raise ValueError
    found = []
    for line in _LEFT.findall("\n" + sdp):
        if match := _LOOKED_AT.match(line):
            found.append((match[1].lower(), match[2]))
        elif not _LINE.match(line):
            raise ValueError
    return found


def _check_section(line: str) -> None:
    parts = _SECTION.match(line)
    if not parts or parts[3].upper() not in PROFILES.get(parts[1], ()):
        raise Unacceptable("It has a section that is not DTLS-SRTP, and no data channel either.")


def _check_fingerprints(values: set[str]) -> None:
    """Each `:FUNCTION VALUE`, in small letters."""
    of_sha_256 = {value for value in values if not _OTHER_HASH.match(value)}
    if len(of_sha_256) != 1:
        raise Unacceptable("It does not have exactly one SHA-256 fingerprint.")
    if not _SHA_256.match(of_sha_256.pop()):
        raise Unacceptable("Its SHA-256 fingerprint is malformed.")
