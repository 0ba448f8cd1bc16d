"""What leaves of somebody who hides their address: nothing but relays (calls/hiding.py)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import Raw

from calls import hiding

OWN, RELAY = "198.51.100.7", "203.0.113.9"
HOST = f"candidate:1 1 udp 2122260223 {OWN} 51472 typ host generation 0 ufrag abcd"
NAMED = "candidate:1 1 udp 2122260223 4f5e6d7c-1a2b-4c3d-8e9f-0a1b2c3d4e5f.local 51472 typ host"
REFLEXIVE = f"candidate:2 1 udp 1686052607 {OWN} 51472 typ srflx raddr 192.168.1.7 rport 51472"
TCP = f"candidate:3 1 tcp 1518280447 {OWN} 9 typ host tcptype active"
PEER = f"candidate:4 1 udp 1686052607 {OWN} 51472 typ prflx"
RELAYED = f"candidate:5 1 udp 41885439 {RELAY} 49172 typ relay raddr {OWN} rport 51472 generation 0"
CLEAN = f"candidate:5 1 udp 41885439 {RELAY} 49172 typ relay raddr 0.0.0.0 rport 0 generation 0"


def one(candidate: object, **more: object) -> Raw:
    return Raw(json.dumps({"candidate": candidate, "sdpMid": "0", "sdpMLineIndex": 0, **more}).encode())


def kept(*raws: Raw) -> list[dict[str, Any]]:
    return [json.loads(bytes(raw)) for raw in hiding.candidates(raws)]


@pytest.mark.parametrize("candidate", [HOST, NAMED, REFLEXIVE, TCP, PEER, "nonsense", f"typ relay {OWN}", 7])
def test_what_is_of_no_relay_goes_no_further(candidate: object) -> None:
    assert kept(one(candidate)) == []


def test_a_relay_goes_on_without_what_is_behind_it() -> None:
    assert kept(one(RELAYED, usernameFragment="abcd")) == [
        {"candidate": CLEAN, "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": "abcd"}
    ]


@pytest.mark.parametrize(
    "written",
    [
        RELAYED.replace("typ relay raddr", "TYP RELAY RADDR"),
        RELAYED.replace(" raddr ", "\traddr  "),
        f"a={RELAYED}",
        f"{RELAYED} raddr {OWN}",
    ],
)
def test_however_it_is_written(written: str) -> None:
    [candidate] = kept(one(written))
    assert OWN not in candidate["candidate"]
    assert RELAY in candidate["candidate"]


def test_the_end_of_candidates_goes_on() -> None:
    assert kept(one("")) == [{"candidate": "", "sdpMid": "0", "sdpMLineIndex": 0}]


def test_nothing_else_goes_with_a_candidate() -> None:
    [candidate] = kept(one(RELAYED, address=OWN, relatedAddress=OWN))
    assert OWN not in json.dumps(candidate)


def test_what_is_no_candidate_goes_no_further() -> None:
    assert kept(Raw(b"{}"), Raw(b'{"candidate": null}'), Raw(b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}")) == []


SDP = [
    "v=0",
    f"o=- 46117 2 IN IP4 {OWN}",
    "s=-",
    f"c=IN IP4 {OWN}",
    "m=audio 51472 UDP/TLS/RTP/SAVPF 111",
    f"c=IN IP6 {OWN}",
    f"a=rtcp:51473 IN IP4 {OWN}",
    *(f"a={line}" for line in (HOST, NAMED, REFLEXIVE, TCP, PEER, RELAYED)),
    f"A={HOST}".replace("A=", "a=").replace("candidate", "Candidate"),
    f"a=remote-candidates:1 {OWN} 51472",
    "a=ice-ufrag:abcd",
    "a=rtcp-mux",
]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_description_keeps_all_but_addresses(end: str) -> None:
    sent = {"type": "offer", "sdp": "".join(line + end for line in SDP), "number": 3, "commitment": "x"}
    said = json.loads(bytes(hiding.description(Raw(json.dumps(sent).encode()))))
    assert said["sdp"].split(end) == [
        *("v=0", "o=- 46117 2 IN IP4 0.0.0.0", "s=-", "c=IN IP4 0.0.0.0"),
        *("m=audio 51472 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0", "a=rtcp:51473 IN IP4 0.0.0.0"),
        *(f"a={CLEAN}", "a=ice-ufrag:abcd", "a=rtcp-mux", ""),
    ]
    assert (said["type"], said["number"], said["commitment"]) == ("offer", 3, "x")


def test_a_text_said_twice_is_said_once() -> None:
    twice = Raw(b'{"type": "offer", "sdp": "c=IN IP4 198.51.100.7", "sdp": "v=0"}')
    assert OWN not in bytes(hiding.description(twice)).decode()
