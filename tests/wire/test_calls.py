"""Whole calls over real sockets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.pages import Cast, Page, answered, ringing

OFFER = {"type": "offer", "sdp": "v=0", "later": [1, {"kept": None}]}
ANSWER = {"type": "answer", "sdp": "v=0"}
CANDIDATES = [{"candidate": "candidate:1 1 udp 1 192.0.2.1 1 typ host", "sdpMid": "0"}, {"candidate": ""}]
NO_CALL = "00000000-0000-4000-8000-000000000000"


async def test_a_call_from_ring_to_hang_up(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await ringing(a, bob, b)
    assert (await a.get("call_state", call=call))["seat"] == "here"
    await a.get("ringing", call=call)

    await b.say("accept_call", call=call, media="video")
    await b.say("webrtc_offer", call=call, epoch=1, offer=OFFER)
    offer = await a.get("webrtc_offer")
    assert offer == {
        "channel": "webrtc_offer",
        "call": call,
        "epoch": 1,
        "from": bob.username,
        "offer": OFFER,
    }
    assert "connecting" in [message.get("state") for message in a.seen[: a.seen.index(offer)]]

    await a.say("webrtc_answer", call=call, epoch=1, answer=ANSWER)
    assert (await b.get("webrtc_answer"))["answer"] == ANSWER
    await a.say("webrtc_ice_candidate", call=call, epoch=1, candidates=CANDIDATES)
    assert (await b.get("webrtc_ice_candidate"))["candidates"] == CANDIDATES

    await a.say("media_status", call=call, state="connected", audio=True, video=False)
    active = await b.get("call_state", state="active")
    assert (active["peer"]["audio"], active["peer"]["video"]) == (True, False)
    await b.say("hang_up", call=call)
    ended = await a.get("call_state", state="ended")
    assert (ended["reason"], ended["ended_by"]) == ("completed", "peer")
    assert (await b.get("call_state", state="ended"))["ended_by"] == "me"


async def test_every_page_of_the_callee_rings_and_one_answers(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, here, there = await alice.page(), await bob.page(), await bob.page()
    call = await ringing(a, bob, here)
    await there.get("start_call", call=call)
    await here.say("accept_call", call=call, media="voice")
    assert (await here.get("call_state", state="connecting"))["seat"] == "here"
    assert (await there.get("call_state", state="connecting"))["seat"] == "elsewhere"


async def test_a_page_that_opens_during_the_ring_rings_too(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a = await alice.page()
    await a.say("start_call", to=bob.username, media="voice")
    assert (await a.get("call_state"))["reached"] is False
    b = await bob.page()
    assert [call["state"] for call in b.welcome["calls"]] == ["ringing"]
    await a.get("ringing")


@pytest.mark.parametrize(
    ("who", "asks", "reason"), [("a", "hang_up", "cancelled"), ("b", "decline_call", "declined")]
)
async def test_a_ring_ends_on_both_sides(cast: Cast, who: str, asks: str, reason: str) -> None:
    alice, bob = cast.contacts("alice", "bob")
    pages = {"a": await alice.page(), "b": await bob.page()}
    call = await ringing(pages["a"], bob, pages["b"])
    await pages[who].say(asks, call=call)
    for page in pages.values():
        assert (await page.get("call_state", state="ended"))["reason"] == reason


async def test_two_who_call_each_other_are_in_one_call(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    await a.say("start_call", to=bob.username, media="video")
    await b.say("start_call", to=alice.username, media="video")
    calls = [await page.get("call_state", state="connecting") for page in (a, b)]
    assert calls[0]["call"] == calls[1]["call"]
    assert {call["role"] for call in calls} == {"caller", "callee"}


async def test_a_seated_callee_is_busy(cast: Cast) -> None:
    alice, bob, charlie = cast.contacts("alice", "bob", "charlie")
    a, b, c = await alice.page(), await bob.page(), await charlie.page()
    await answered(a, bob, b)
    await c.say("start_call", to=bob.username, media="video")
    assert (await c.get("call_state"))["reason"] == "busy"


async def test_a_reloaded_page_rejoins_in_a_new_epoch(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    await a.socket.close()
    again = await alice.page()
    assert again.welcome["calls"][0]["seat"] == "elsewhere"
    await again.say("rejoin_call", call=call)
    assert (await again.get("call_state", epoch=2))["seat"] == "here"
    await b.get("call_state", epoch=2)

    await b.say("webrtc_offer", call=call, epoch=1, offer=OFFER)
    assert (await b.get("error"))["code"] == "wrong_epoch"
    await b.say("webrtc_offer", call=call, epoch=2, offer=OFFER)
    assert (await again.get("webrtc_offer"))["epoch"] == 2


async def test_a_page_that_comes_back_keeps_seat_and_epoch(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    again = await alice.page(resume=a.identity)
    assert [(call["seat"], call["epoch"]) for call in again.welcome["calls"]] == [("here", 1)]
    await b.say("webrtc_offer", call=call, epoch=1, offer=OFFER)
    await again.get("webrtc_offer", call=call)
    await again.say("webrtc_answer", call=call, epoch=1, answer=ANSWER)
    await b.get("webrtc_answer", call=call)


async def test_turn_is_for_people_with_a_call(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    assert await ice_servers(a) == ["stun:stun.example.org"]
    call = await ringing(a, bob, b)
    for page in (a, b):
        assert await ice_servers(page) == ["stun:stun.example.org", "turn:turn.example.org"]
    await a.say("hang_up", call=call)
    for page in (a, b):
        await page.get("call_state", state="ended")
        assert await ice_servers(page) == ["stun:stun.example.org"]


async def ice_servers(page: Page) -> list[str]:
    await page.say("get_ice_servers")
    return [url for server in (await page.get("ice_servers"))["ice_servers"] for url in server["urls"]]


# ---- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["nobody-at-all", "", "\u0000", "\N{SNOWMAN}", "a" * 64])
async def test_only_contacts_can_be_called(cast: Cast, to: str) -> None:
    alice, charlie = cast.person("alice"), cast.person("charlie")
    a, c = await alice.page(), await charlie.page()
    words = set()
    for name in (charlie.username, alice.username, to or "x"):
        await a.say("start_call", to=name, media="video")
        error = await a.get("error")
        assert (error["code"], error["about"]) == ("not_contact", "start_call")
        words.add(error["message"])
    assert len(words) == 1
    assert await c.heard_nothing_of("start_call", "call_state")


async def test_other_peoples_calls_do_not_exist(cast: Cast) -> None:
    alice, bob, charlie = cast.contacts("alice", "bob", "charlie")
    a, b, c = await alice.page(), await bob.page(), await charlie.page()
    call = await answered(a, bob, b)
    answers = [await refusals(c, name) for name in (call, NO_CALL, "no id at all", "\u0000")]
    assert all(answer == answers[0] for answer in answers)
    assert set(answers[0].values()) == {"call_not_found", "not_in_call"}
    assert await a.heard_nothing_of("webrtc_offer", "error")
    assert not [message for message in a.seen if message.get("state") == "ended"]


async def refusals(page: Page, call: str) -> dict[str, str]:
    """The error that every message about this call gets."""
    fields: dict[str, dict[str, Any]] = {
        "accept_call": {"media": "video"},
        "decline_call": {},
        "hang_up": {},
        "rejoin_call": {},
        "media_status": {"state": "connected", "audio": True, "video": True},
        "webrtc_offer": {"epoch": 1, "offer": OFFER},
        "webrtc_answer": {"epoch": 1, "answer": ANSWER},
        "webrtc_ice_candidate": {"epoch": 1, "candidates": CANDIDATES},
    }
    codes = {}
    for channel, rest in fields.items():
        await page.say(channel, call=call, **rest)
        error = await page.get("error", about=channel)
        codes[channel] = error["code"]
    return codes


async def test_nothing_of_webrtc_passes_before_the_call_is_accepted(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await ringing(a, bob, b)
    for page, other in ((a, b), (b, a)):
        await page.say("webrtc_offer", call=call, epoch=1, offer=OFFER)
        assert (await page.get("error"))["code"] == "not_in_call"
        assert await other.heard_nothing_of("webrtc_offer")


async def test_signals_pass_between_the_two_seats_only(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b, other = await alice.page(), await bob.page(), await bob.page()
    call = await answered(a, bob, b)
    await other.get("call_state", seat="elsewhere")
    await other.say("webrtc_offer", call=call, epoch=1, offer=OFFER)
    assert (await other.get("error"))["code"] == "not_in_call"
    await a.say("webrtc_answer", call=call, epoch=1, answer=ANSWER)
    await b.get("webrtc_answer")
    assert await other.heard_nothing_of("webrtc_answer")
    assert await a.heard_nothing_of("webrtc_offer")


async def test_signals_end_with_the_call(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    await a.say("hang_up", call=call)
    await b.get("call_state", state="ended")
    await b.say("webrtc_offer", call=call, epoch=1, offer=OFFER)
    assert (await b.get("error"))["code"] == "not_in_call"


async def test_a_seated_person_cannot_call_or_answer_another(cast: Cast) -> None:
    alice, bob, charlie = cast.contacts("alice", "bob", "charlie")
    a, b, c = await alice.page(), await bob.page(), await charlie.page()
    second = await ringing(c, alice, a)
    await a.say("start_call", to=bob.username, media="video")
    await b.get("start_call")
    await a.say("accept_call", call=second, media="video")
    assert (await a.get("error"))["code"] == "in_call"
    await a.say("start_call", to=charlie.username, media="video")
    assert (await a.get("error"))["code"] == "in_call"


async def test_a_taken_seat_cannot_be_taken_again(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b, other = await alice.page(), await bob.page(), await alice.page()
    call = await answered(a, bob, b)
    await other.say("rejoin_call", call=call)
    assert (await other.get("error"))["code"] == "seated_elsewhere"
