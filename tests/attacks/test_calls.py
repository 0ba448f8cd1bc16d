"""A contact, a former contact and strangers who send what no page of ours would."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers import Site
from tests.wire.pages import Cast, Page, Person, answered, ringing, socket

ONE = ":".join(["0A"] * 32)
SDP = f"v=0\r\ns=-\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=fingerprint:sha-256 {ONE}\r\n"
SIGNALS: dict[str, dict[str, Any]] = {
    "webrtc_offer": {"offer": {"type": "offer", "sdp": SDP}},
    "webrtc_answer": {"answer": {"type": "answer", "sdp": SDP}},
    "webrtc_ice_candidate": {"candidates": [{"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host"}]},
}


async def refused(page: Page, channel: str, **fields: Any) -> str:
    """The code that this message is refused with."""
    await page.say(channel, **fields)
    return str((await page.get("error", about=channel))["code"])


async def test_nobody_speaks_in_anothers_name(cast: Cast) -> None:
    """Whatever a message says of its sender, the socket's person is the one who called."""
    alice, bob, mallory = cast.contacts("alice", "bob", "mallory")
    b, m = await bob.page(), await mallory.page()
    forged = {"from": {"username": alice.username, "name": "Alice"}, "user": alice.username, "device": "x"}
    await m.say("start_call", to=bob.username, media="video", **forged)
    ring = await b.get("start_call")
    assert ring["from"]["username"] == mallory.username
    await b.say("accept_call", call=ring["call"], media="video")
    await b.get("call_state", state="connecting")
    for channel, fields in SIGNALS.items():
        await m.say(channel, call=ring["call"], epoch=1, **fields, **forged)
        heard = await b.get(channel)
        assert heard["from"] == mallory.username
        assert not {"user", "device"} & set(heard)


async def test_an_earlier_calls_ids_open_nothing(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    first = await answered(a, bob, b)
    await a.say("hang_up", call=first)
    await b.get("call_state", state="ended")
    second = await answered(a, bob, b)
    for channel, fields in SIGNALS.items():
        assert await refused(a, channel, call=first, epoch=1, **fields) == "not_in_call"
        assert await refused(a, channel, call=second, epoch=2, **fields) == "wrong_epoch"
    assert await b.heard_nothing_of(*SIGNALS)


@pytest.mark.parametrize("channel", SIGNALS)
async def test_another_page_of_the_callee_cannot_answer_for_the_seat(cast: Cast, channel: str) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b, second = await alice.page(), await bob.page(), await bob.page()
    call = await answered(a, bob, b)
    assert await refused(second, channel, call=call, epoch=1, **SIGNALS[channel]) == "not_in_call"
    assert await a.heard_nothing_of(channel)


async def test_the_caller_cannot_accept_for_the_callee(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await ringing(a, bob, b)
    await a.say("accept_call", call=call, media="video")
    assert await b.heard_nothing_of("call_state")
    await b.say("accept_call", call=call, media="voice")
    assert (await b.get("call_state"))["state"] == "connecting"


async def test_nobody_calls_themselves(cast: Cast) -> None:
    alice = cast.person("alice")
    a = await alice.page()
    assert await refused(a, "start_call", to=alice.username, media="video") == "not_contact"


async def test_what_is_cancelled_cannot_be_accepted(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await ringing(a, bob, b)
    await a.say("hang_up", call=call)
    await b.get("call_state", state="ended")
    await b.say("accept_call", call=call, media="video")
    assert (await b.get("call_state"))["reason"] == "cancelled"
    assert await refused(b, "webrtc_offer", call=call, epoch=1, **SIGNALS["webrtc_offer"]) == "not_in_call"


async def test_what_ran_out_cannot_be_accepted() -> None:
    with Site(RING_SECONDS=1) as site:
        cast = Cast(site)
        alice, bob = cast.contacts("alice", "bob")
        a, b = await alice.page(), await bob.page()
        call = await ringing(a, bob, b)
        await a.get("call_state", reason="missed")
        await b.get("call_state", reason="missed")
        await b.say("accept_call", call=call, media="video")
        assert (await b.get("call_state"))["reason"] == "missed"
        await cast.leave()


async def test_a_block_counts_from_the_next_message_on(cast: Cast) -> None:
    """In the database alone, as another process does it: no signal tells this one."""
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    await a.say("hang_up", call=await ringing(a, bob, b))
    for page in (a, b):
        await page.get("call_state", state="ended")
    cast.site.backstage("block", owner=bob.username, person=alice.username)
    already = len(b.seen)
    await a.say("start_call", to=bob.username, media="video")
    ring = await a.get("call_state", state="ringing")
    await b.say("ping")
    await b.get("pong")
    assert not [heard for heard in b.seen[already:] if heard["channel"] in {"start_call", "call_state"}]
    assert await refused(b, "accept_call", call=ring["call"], media="video") == "call_not_found"


async def test_being_busy_is_no_news_for_those_who_may_not_call(cast: Cast) -> None:
    """A stranger and somebody who is blocked hear of a talking person what they hear of any other."""
    alice, bob, mallory = cast.contacts("alice", "bob", "mallory")
    stranger = cast.person("stranger")
    a, b, m, s = [await person.page() for person in (alice, bob, mallory, stranger)]
    cast.site.backstage("block", owner=bob.username, person=mallory.username)
    await answered(a, bob, b)
    assert await refused(s, "start_call", to=bob.username, media="video") == "not_contact"
    await m.say("start_call", to=bob.username, media="video")
    heard = await m.get("call_state")
    assert (heard["state"], heard["reached"]) == ("ringing", False)


async def test_many_strangers_ring_nobody(cast: Cast) -> None:
    bob = cast.person("bob")
    b = await bob.page()
    for number in range(12):
        stranger = await cast.person(f"stranger{number}").page()
        assert await refused(stranger, "start_call", to=bob.username, media="video") == "not_contact"
    assert await b.heard_nothing_of("start_call", "call_state")


async def test_a_token_is_worth_nothing_without_its_session(cast: Cast) -> None:
    """The page's resume token, replayed after its session ended and by somebody else's session."""
    alice, mallory = cast.person("alice"), cast.person("mallory")
    a = await alice.page()
    stolen = a.identity
    stranger = Person(cast.site, mallory.username)
    cast.people.append(stranger)
    assert (await stranger.page(resume=stolen)).welcome["device"] != stolen["device"]
    cast.site.backstage("end_sessions", username=alice.username)
    assert await a.closed() == 4401
    async with socket(cast.site, alice.cookies) as again:
        assert await again.closed() == 4401
