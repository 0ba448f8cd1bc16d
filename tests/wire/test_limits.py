"""What one socket may send, and how far behind it may read."""

from __future__ import annotations

import pytest

from calls.codes import Close
from tests.servers import Site
from tests.wire.golden import Invalid, invalid_frames
from tests.wire.pages import Cast, answered, socket

# 32 KiB is the limit of a description.
LARGE = {"type": "offer", "sdp": "x" * 30_000}


@pytest.mark.parametrize("invalid", invalid_frames(), ids=lambda invalid: invalid.why)
async def test_bad_frames_get_their_error_and_the_socket_stays(cast: Cast, invalid: Invalid) -> None:
    page = await cast.person("alice").page()
    await page.socket.send(invalid.frame)
    error = await page.get("error")
    assert (error["code"], error.get("about")) == (invalid.code, invalid.about)
    await page.say("ping")
    await page.get("pong")


async def test_binary_frames_are_refused_and_the_socket_stays(cast: Cast) -> None:
    page = await cast.person("alice").page()
    await page.socket.send(b'{"channel": "ping"}')
    assert (await page.get("error"))["code"] == "bad_message"
    await page.say("ping")
    await page.get("pong")


async def test_a_frame_above_64_kib_ends_the_socket(cast: Cast) -> None:
    page = await cast.person("alice").page()
    await page.socket.send("x" * 65_537)
    # daphne ends the connection without a word, other servers say 1009.
    assert await page.closed() in {1006, 1009}


async def test_a_description_of_32_kib_passes(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    await b.say("webrtc_offer", call=call, epoch=1, offer=LARGE)
    assert (await a.get("webrtc_offer"))["offer"] == LARGE


async def test_a_page_that_does_not_read_is_closed_and_comes_back(cast: Cast) -> None:
    """It answers no ping, so the server cannot know that anything arrived."""
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    a.pongs = False
    for _ in range(40):
        await b.say("webrtc_offer", call=call, epoch=1, offer=LARGE)
    assert await a.closed() == Close.HEARTBEAT

    again = await alice.page(resume=a.identity)
    await b.say("webrtc_offer", call=call, epoch=1, offer=LARGE)
    await again.get("webrtc_offer")


@pytest.mark.parametrize("echo", [{}, {"nonce": "0" * 16}])
async def test_made_up_pongs_confirm_nothing(cast: Cast, echo: dict[str, str]) -> None:
    """Two who work together could else fill the server's memory with what one of them never reads."""
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    a.pongs = False
    for _ in range(40):
        await b.say("webrtc_offer", call=call, epoch=1, offer=LARGE)
        await a.say("pong", **echo)
    assert await a.closed() == Close.HEARTBEAT


async def test_a_page_that_reads_gets_any_amount(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    for epoch in range(60):
        await b.say("webrtc_offer", call=call, epoch=1, offer=LARGE | {"number": epoch})
        await a.get("webrtc_offer", offer=LARGE | {"number": epoch})


async def test_too_many_requests_are_refused_and_then_end_the_socket() -> None:
    with Site(SOCKET_REQUESTS_PER_SECOND=1, SOCKET_SIGNALS_PER_SECOND=1000, SOCKET_VIOLATIONS=5) as site:
        cast = Cast(site)
        page = await cast.person("alice").page()
        for _ in range(7):
            await page.say("hang_up", call="x")
        error = await page.get("error", code="rate_limited")
        assert 0 < error["retry_after_ms"] <= 1000
        await page.say("ping")  # has a limit of its own
        await page.get("pong")
        for _ in range(5):
            await page.socket.send("no message")
        assert await page.closed() == Close.ABUSE
        await cast.leave()


async def test_calls_placed_too_often_are_refused_with_the_time_to_wait() -> None:
    with Site(CALLS_PER_MINUTE_TO_ONE=1) as site:
        cast = Cast(site)
        alice, bob = cast.contacts("alice", "bob")
        a, b = await alice.page(), await bob.page()
        await a.say("start_call", to=bob.username, media="voice")
        await a.say("hang_up", call=(await a.get("call_state", state="ringing"))["call"])
        await a.get("call_state", state="ended")
        await a.say("start_call", to=bob.username, media="voice")
        error = await a.get("error")
        assert (error["code"], error["about"]) == ("rate_limited", "start_call")
        assert 0 < error["retry_after_ms"] <= 60_000
        await b.say("start_call", to=alice.username, media="voice")
        await a.get("start_call")
        await cast.leave()


async def test_one_page_too_many_is_told_so_and_the_others_stay() -> None:
    with Site(PAGES_PER_PERSON=2) as site:
        cast = Cast(site)
        alice = cast.person("alice")
        first, second = await alice.page(), await alice.page()
        async with socket(site, alice.cookies) as third:
            await third.say("hello")
            assert (await third.get("error", about="hello"))["code"] == "rate_limited"
            assert await third.closed() == Close.ABUSE
        for page in (first, second):
            await page.say("ping")
            await page.get("pong")
        await alice.page(resume=first.identity)  # the same page again is none too many
        assert await first.closed() == Close.REPLACED
        await cast.leave()
