"""What descriptions are passed on, and which are not (calls/sdp.py)."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Literal

import msgspec
import pytest
from msgspec import Raw

from calls import sdp
from calls.sdp import SECTIONS_LIMIT, Unacceptable, check
from tests.processes import PROJECT

ONE = ":".join(["0A"] * 32)
OTHER = ":".join(["0B"] * 32)
SESSION = [
    "v=0",
    "o=- 46117 2 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0 1",
    "a=msid-semantic: WMS",
]
AUDIO = ["m=audio 9 UDP/TLS/RTP/SAVPF 111 63", "c=IN IP4 0.0.0.0", f"a=fingerprint:sha-256 {ONE}", "a=mid:0"]
DATA = [
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    f"a=fingerprint:sha-256 {ONE}",
    "a=sctp-port:5000",
]
REJECTED = ["m=video 0 UDP/TLS/RTP/SAVPF 0", "a=inactive"]


def described(*lines: str, kind: str = "offer", end: str = "\r\n", **more: object) -> Raw:
    return Raw(
        json.dumps(
            {"type": kind, "sdp": "".join(line + end for line in lines), **more}, separators=(",", ":")
        ).encode()
    )


def refused(raw: Raw, kind: Literal["offer", "answer"] = "offer") -> str:
    with pytest.raises(Unacceptable) as error:
        check(raw, kind)
    return str(error.value)


@pytest.mark.parametrize(
    "lines",
    [
        [*SESSION, *AUDIO, *DATA, *REJECTED],
        [*SESSION, f"a=fingerprint:sha-256 {ONE.lower()}", *AUDIO],  # for the session too, in other letters
        [*SESSION, *AUDIO, f"a=fingerprint:sha-512 {':'.join(['0C'] * 64)}"],  # as aiortc lists them
        [*SESSION, "m=audio 9 TCP/DTLS/RTP/SAVPF 0", f"a=fingerprint:SHA-256 {ONE}"],
    ],
)
def test_what_browsers_and_aiortc_write_is_passed_on(lines: list[str]) -> None:
    check(described(*lines), "offer")
    check(described(*lines, end="\n"), "offer")
    check(described(*lines, kind="answer", number=3, later={"kept": None}), "answer")


@pytest.mark.parametrize("lines", [SESSION, ["v=0"], ["a page", "a=crypto:1"], ["s=an m=audio"], []])
def test_what_has_no_section_has_nothing_to_encrypt(lines: list[str]) -> None:
    check(described(*lines), "offer")


@pytest.mark.parametrize(
    "section",
    [
        "m=audio 9 RTP/AVP 0",
        " M=audio 9 RTP/AVP 0",
        "s=-\rm=audio 9 RTP/AVP 0",
        "\0m =audio",
        "s=-\x0bm=audio 9 RTP/AVP 0",
        "s=-\u2028m=audio 9 RTP/AVP 0",
    ],
)
def test_what_anybody_may_take_for_a_section_is_looked_at(section: str) -> None:
    refused(described(*SESSION, section))


@pytest.mark.parametrize(
    "raw", [b'"v=0"', b"{}", b'{"type":"offer"}', b'{"type":"offer","sdp":7}', b"[" * 9000]
)
def test_it_is_an_object_with_type_and_sdp(raw: bytes) -> None:
    assert "object" in refused(Raw(raw))


@pytest.mark.parametrize(
    ("type_", "kind"), [("answer", "offer"), ("offer", "answer"), ("pranswer", "answer")]
)
def test_it_is_of_its_channels_kind(type_: str, kind: Literal["offer", "answer"]) -> None:
    refused(described(*SESSION, kind=type_), kind)


@pytest.mark.parametrize(
    "section",
    [
        "m=audio 9 RTP/AVP 0",  # not encrypted
        "m=audio 9 RTP/SAVPF 0",  # a key on the signalling path
        "m=audio 9 UDP/TLS/RTP/SAVPF",  # of nothing
        "m=message 9 TCP/MSRP *",
        "m=application 9 TCP/WSS/BFCP *",
        "m=video 9 UDP/DTLS/SCTP webrtc-datachannel",
        "m=application 9 UDP/TLS/RTP/SAVPF 0",
        "m=audio  9 UDP/TLS/RTP/SAVPF 0",
    ],
)
def test_sections_are_dtls_srtp_or_data_channels(section: str) -> None:
    assert "section" in refused(described(*SESSION, *AUDIO, section))


@pytest.mark.parametrize(
    "line",
    [
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj",
        "a=CRYPTO:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj",
        "a=crypto",
        "a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyO",
        "a=Key-Mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyO",
        "a=\N{KELVIN SIGN}ey-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyO",  # a k in small letters
        "k=clear:secret",
    ],
)
def test_keys_are_not_passed_on(line: str) -> None:
    words = refused(described(*SESSION, *AUDIO, line))
    assert "key" in words
    assert "inline" not in words


@pytest.mark.parametrize(
    "lines",
    [
        [*AUDIO, f"a=fingerprint:sha-256 {OTHER}"],
        [*AUDIO, *DATA[:1], f"a=fingerprint:sha-256 {OTHER}"],
        [f"a=fingerprint:sha-256 {OTHER}", *AUDIO],  # of the session
        AUDIO[:2],  # none
        [*AUDIO[:2], f"a=fingerprint:sha-1 {':'.join(['0C'] * 20)}"],
        [*AUDIO[:2], f"a=fingerprint:sha-512 {':'.join(['0C'] * 64)}"],
        [*AUDIO, f"a=fingerprint:sha-256 {ONE[:-3]}"],
        [*AUDIO, f"a=fingerprint:sha-256 {ONE} {OTHER}"],
        [*AUDIO[:2], f"a=fingerprint:sha-256 {ONE} {OTHER}"],
        [*AUDIO, f"A=fingerprint:sha-256 {OTHER}"],
        [*AUDIO, f" a=fingerprint:sha-256 {OTHER}"],
        [*AUDIO, f"a= fingerprint:sha-256 {OTHER}"],
        [*AUDIO, f"a=mid:1\ra=fingerprint:sha-256 {OTHER}"],
        [*AUDIO, f"a=mid:1\0a=fingerprint:sha-256 {OTHER}"],
        [*AUDIO, f"a=mid:1\x0ba=fingerprint:sha-256 {OTHER}"],
        [*AUDIO, f"a=mid:1\u2028a=fingerprint:sha-256 {OTHER}"],
    ],
)
def test_there_is_one_fingerprint_for_every_reader(lines: list[str]) -> None:
    refused(described(*SESSION, *lines))


@pytest.mark.parametrize("name", ["sdp", "type", "\\u0073dp", "t\\u0079pe"])
def test_of_two_fields_with_one_name_the_last_counts(name: str) -> None:
    """So do JSON's readers in browsers. In a string it may be spelt in several ways."""
    more = f',"{name}":"m=audio 9 RTP/AVP 0"}}'.encode()
    refused(Raw(bytes(described(*SESSION, *AUDIO))[:-1] + more))


def test_there_are_not_more_sections_than_a_call_of_two_has() -> None:
    check(described(*SESSION, *AUDIO * SECTIONS_LIMIT), "offer")
    assert "sections" in refused(described(*SESSION, *AUDIO * (SECTIONS_LIMIT + 1)))


def test_a_refusal_quotes_nothing_of_the_description() -> None:
    assert "192.0.2.7" not in refused(described(*SESSION, "c=IN IP4 192.0.2.7", "m=audio 9 RTP/AVP 0"))


CHROMIUMS = (PROJECT / "benchmarks" / "offer.sdp").read_text().splitlines()
ROUNDS = 5000
# What may make a reader see something else in a description, or hide it from one.
PIECES = (
    *(
        "",
        "\r",
        "\n",
        "\0",
        "\t",
        "\x0b",
        "\x7f",
        "\x85",
        "\u2028",
        " ",
        '"',
        "\\",
        "=",
        "}",
        "x",
        "b=",
        "a=x",
    ),
    *("a=", "m=", "k=", "M=", "a=crypto:1", "a=Key-Mgmt:x", "a=fid", "sdp", '","sdp":"', '","type":"answer'),
    *("m=audio 9 RTP/AVP 0", "m=video 9 UDP/DTLS/SCTP 0", "m=application 9 UDP/DTLS/SCTP x", "m=audio 9/2 "),
    *(f"a=fingerprint:sha-256 {ONE}", f"a=fingerprint:sha-256 {OTHER}", f"a=fingerprint:sha-1 {ONE[:59]}"),
)


def glance(raw: Raw, kind: str = "offer") -> bool:
    return sdp._is_a_browsers(bytes(raw), kind)


def test_what_browsers_write_is_seen_at_a_glance() -> None:
    assert glance(described(*CHROMIUMS))
    assert glance(described(*CHROMIUMS, number=3, commitment="ab" * 32))
    assert glance(described(*SESSION, *AUDIO, *DATA, *REJECTED, kind="answer"), "answer")
    assert not glance(described(*SESSION, *AUDIO), "answer")
    assert not glance(described(*SESSION))


def test_nothing_is_overlooked_at_a_glance() -> None:
    """Sound descriptions, changed in a place or two, in their text or in the JSON around it."""
    chance = Random(5)
    seen = 0
    for _ in range(ROUNDS):
        text = "\r\n".join([*SESSION, *AUDIO, *DATA, ""])
        for _ in range(chance.randint(0, 2)):
            text = changed(chance, text, "\r\n")
        fields = {"type": "offer", "sdp": text, "number": 3}
        raw = json.dumps(fields, separators=(",", ":"), ensure_ascii=chance.random() < 0.5)
        if chance.random() < 0.3:
            raw = changed(chance, raw, "\\r\\n")
        try:
            known = msgspec.json.decode(raw, type=Raw)
        except msgspec.DecodeError:
            continue  # no frame that has it in it comes so far
        if glance(known):
            seen += 1
            sdp._check_thoroughly(known, "offer")
    assert seen > ROUNDS / 5


def changed(chance: Random, text: str, end: str) -> str:
    """With something put in, mostly where a line begins, or in the place of a character or two."""
    starts = [0, *(found.end() for found in re.finditer(re.escape(end), text))]
    at = chance.choice([chance.choice(starts), chance.choice(starts), chance.randint(0, len(text))])
    piece = chance.choice(PIECES) + chance.choice(("", end, f"x{end}"))
    return text[:at] + piece + text[at + chance.choice((0, 0, 1, 2)) :]
