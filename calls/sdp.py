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

_LINE = re.compile(r"^(?:[akm]=\S|[b-jln-z]=)[^\r\0]*$")
_ANY_SECTION = re.compile(r"(?:^|[\s\0])m\s*=", re.IGNORECASE)
_SECTION = re.compile(r"^m=(\S+) (\d{1,5})(?:/\d{1,5})? (\S+) \S", re.ASCII)
_FINGERPRINT = "a=fingerprint"
_SHA_256 = re.compile(r"^:sha-256 (?:[0-9a-f]{2}:){31}[0-9a-f]{2}$", re.ASCII)
_OTHER_HASH = re.compile(r"^:(?!sha-256 )[a-z0-9-]+ [0-9a-f:]+$", re.ASCII)
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
    sdp = _sdp_of(raw, kind)
    if not _ANY_SECTION.search(sdp):
        return
    lines = _lines(sdp)
    if any(line.startswith(_KEYS) for line in lines):
        raise Unacceptable("It carries a key. Media is encrypted by DTLS only.")
    sections = [line for line in lines if line.startswith("m=")]
    if len(sections) > SECTIONS_LIMIT:
        raise Unacceptable(f"It has more than {SECTIONS_LIMIT} sections.")
    for section in sections:
        _check_section(section)
    fingerprints = {line.removeprefix(_FINGERPRINT) for line in lines if line.startswith(_FINGERPRINT)}
    _check_fingerprints(fingerprints)


def _sdp_of(raw: Raw, kind: str) -> str:
    try:
        description = _decoder.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Unacceptable(f"An {kind} is an object with `type` and `sdp`.") from None
    if description.type != kind:
        raise Unacceptable(f"Its type is not {kind}.")
    return description.sdp


def _lines(sdp: str) -> list[str]:
    """One thing each for every reader: some forgive a lone CR, a NUL, blanks, capitals where none belong."""
    lines = [line for line in sdp.replace("\r\n", "\n").split("\n") if line]
    if not all(map(_LINE.match, lines)):
        raise Unacceptable("It has a line that is not of the form `letter=value`.")
    return [line.lower() if line.startswith("a=") else line for line in lines]


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
