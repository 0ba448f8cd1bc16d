"""*Do not disturb* and *hide my address*, on a running server."""

from __future__ import annotations

import json
from typing import Any

from tests.wire.pages import Cast, Page, Person, answered

FINGERPRINT = f"a=fingerprint:sha-256 {':'.join(['0A'] * 32)}"
OWN, RELAY = "198.51.100.7", "203.0.113.9"
HOST = f"candidate:1 1 udp 2122260223 {OWN} 51472 typ host"
REFLEXIVE = f"candidate:2 1 udp 1686052607 {OWN} 51472 typ srflx raddr 192.168.1.7 rport 51472"
RELAYED = f"candidate:5 1 udp 41885439 {RELAY} 49172 typ relay raddr {OWN} rport 51472"
LINES = [
    "v=0",
    f"o=- 1 2 IN IP4 {OWN}",
    "s=-",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    f"c=IN IP4 {OWN}",
    FINGERPRINT,
    *(f"a={candidate}" for candidate in (HOST, REFLEXIVE, RELAYED)),
]
SDP = "".join(f"{line}\r\n" for line in LINES)


def described(kind: str) -> dict[str, Any]:
    return {"type": kind, "sdp": SDP, "number": 1}


def candidates(*lines: str) -> list[dict[str, Any]]:
    return [{"candidate": line, "sdpMid": "0", "sdpMLineIndex": 0} for line in lines]


def decide(person: Person, **values: bool) -> None:
    person.site.backstage("decide", username=person.username, values=values)


def texts(page: Page) -> str:
    return json.dumps(page.seen)


async def test_no_page_of_somebody_not_to_be_disturbed_rings(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    decide(bob, do_not_disturb=True)
    await a.say("start_call", to=bob.username, media="video")
    call = (await a.get("call_state", state="ringing"))["call"]
    await a.get("ringing", call=call)
    assert (await bob.page()).welcome["calls"] == []
    assert await b.heard_nothing_of("start_call", "call_state", "ringing")
    await a.say("hang_up", call=call)
    assert (await b.get("call_state", call=call))["reason"] == "cancelled"


async def test_who_is_called_by_them_is_rung(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    decide(bob, do_not_disturb=True)
    await answered(b, alice, a)


async def test_addresses_of_somebody_who_hides_theirs_stay_here(cast: Cast) -> None:
    """Alice calls; her page is an old one, which sends all it finds. Bob's goes on as it came."""
    alice, bob = cast.contacts("alice", "bob")
    decide(alice, hide_address=True)
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    assert a.seen[-1]["relay_only"] is True
    assert "relay_only" not in b.seen[-1]

    await b.say("webrtc_offer", call=call, epoch=1, offer=described("offer"))
    assert (await a.get("webrtc_offer"))["offer"] == described("offer")
    await a.say("webrtc_answer", call=call, epoch=1, answer=described("answer"))
    answer = (await b.get("webrtc_answer"))["answer"]
    assert answer["number"] == 1
    assert [line for line in answer["sdp"].splitlines() if "candidate" in line] == [
        f"a={RELAYED.replace(OWN, '0.0.0.0').replace('51472', '0')}"
    ]

    await a.say("webrtc_ice_candidate", call=call, epoch=1, candidates=candidates(HOST, REFLEXIVE))
    await a.say("webrtc_ice_candidate", call=call, epoch=1, candidates=candidates(HOST, RELAYED, ""))
    passed = (await b.get("webrtc_ice_candidate"))["candidates"]
    assert [RELAY in one["candidate"] for one in passed] == [True, False]
    await b.say("webrtc_ice_candidate", call=call, epoch=1, candidates=candidates(HOST))
    assert (await a.get("webrtc_ice_candidate"))["candidates"] == candidates(HOST)
    assert OWN not in texts(b)


async def test_the_callees_stay_too_and_their_ring_says_so(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    decide(bob, hide_address=True)
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    assert next(one for one in b.seen if one["channel"] == "start_call")["relay_only"] is True
    await b.say("webrtc_offer", call=call, epoch=1, offer=described("offer"))
    await a.get("webrtc_offer")
    assert OWN not in texts(a)

    # Still so after the page has come back, by what the server knows.
    again = await bob.page(resume=b.identity)
    assert again.welcome["calls"][0]["relay_only"] is True
    await again.say("webrtc_ice_candidate", call=call, epoch=1, candidates=candidates(HOST, RELAYED))
    assert len((await a.get("webrtc_ice_candidate"))["candidates"]) == 1
    assert OWN not in texts(a)
