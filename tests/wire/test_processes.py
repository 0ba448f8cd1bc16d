"""Two server processes over Redis: what one of them does reaches the pages of the other."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator

import pytest

from calls.codes import Close
from tests.servers import Redis, Site
from tests.wire.pages import Cast, Page, Person, answered

OFFER = {"type": "offer", "sdp": "v=0"}


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as redis:
        yield redis


@pytest.fixture
def pair(redis: Redis) -> Iterator[tuple[Site, Site]]:
    with Site.pair(redis) as sites:
        yield sites


async def two_pages(pair: tuple[Site, Site]) -> tuple[Cast, Person, Page, Person, Page]:
    """Alice at the first process, Bob at the second, each knowing that the other is there."""
    cast = Cast(pair[0])
    alice, bob = cast.contacts("alice", "bob")
    a = await alice.page()
    b = await bob.page(pair[1])
    await a.get("presence", people={bob.username: "online"})
    return cast, alice, a, bob, b


async def test_a_call_between_processes_in_order(pair: tuple[Site, Site]) -> None:
    cast, _, a, bob, b = await two_pages(pair)
    for _ in range(5):
        await a.say("start_call", to=bob.username, media="video")
        call = (await b.get("start_call"))["call"]
        await b.say("accept_call", call=call, media="video")
        await b.say("webrtc_offer", call=call, epoch=1, offer=OFFER)
        offer = await a.get("webrtc_offer", call=call)
        before = a.seen[: a.seen.index(offer)]
        assert "connecting" in [
            message["state"] for message in before if message.get("call") == call and "state" in message
        ]
        for number in range(20):
            await a.say("webrtc_ice_candidate", call=call, epoch=1, candidates=[{"candidate": str(number)}])
        for number in range(20):
            assert (await b.get("webrtc_ice_candidate"))["candidates"] == [{"candidate": str(number)}]
        await a.say("hang_up", call=call)
        await b.get("call_state", call=call, state="ended")
    await cast.leave()


async def test_a_page_that_moves_to_the_other_process_keeps_its_call(pair: tuple[Site, Site]) -> None:
    cast, alice, a, bob, b = await two_pages(pair)
    call = await answered(a, bob, b)
    again = await alice.page(pair[1], resume=a.identity)
    assert await a.closed() == Close.REPLACED
    await b.say("webrtc_offer", call=call, epoch=1, offer=OFFER)
    await again.get("webrtc_offer", call=call)
    await cast.leave()


async def test_a_process_that_ends_says_so_and_others_see_its_people_go(pair: tuple[Site, Site]) -> None:
    cast, _, a, bob, b = await two_pages(pair)
    await asyncio.to_thread(pair[1].stop)
    assert 0 <= (await b.get("going_away"))["after_ms"] <= 2000
    assert await b.closed() == Close.RESTARTING
    await a.get("presence", people={bob.username: "offline"})
    await cast.leave()


async def test_calls_survive_a_restart_of_redis(redis: Redis, pair: tuple[Site, Site]) -> None:
    cast, _, a, bob, b = await two_pages(pair)
    call = await answered(a, bob, b)
    await asyncio.to_thread(redis.stop)
    await a.say("hang_up", call=call)
    # Nothing can tell Bob's process; it finds out by asking the database.
    await b.get("call_state", call=call, state="ended")
    await asyncio.to_thread(redis.start)
    await until_they_can_talk(a, bob, b)
    await cast.leave()


async def until_they_can_talk(a: Page, bob: Person, b: Page) -> None:
    """The processes find Redis again by themselves; calls work before, a little slower."""
    call = await answered(a, bob, b)
    async with asyncio.timeout(60):
        while True:
            await a.say("webrtc_ice_candidate", call=call, epoch=1, candidates=[{"candidate": ""}])
            try:
                await b.get("webrtc_ice_candidate", within=1)
            except TimeoutError:
                continue
            return


@pytest.mark.long
async def test_a_killed_process_takes_its_people_offline_within_30_s(pair: tuple[Site, Site]) -> None:
    cast, _, a, bob, _ = await two_pages(pair)
    await asyncio.to_thread(pair[1].stop, signal.SIGKILL)
    await a.get("presence", 32, people={bob.username: "offline"})
    await cast.leave()
