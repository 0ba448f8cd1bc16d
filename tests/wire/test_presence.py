"""Presence over real sockets: told within two seconds of a change."""

from __future__ import annotations

import asyncio

from tests.wire.pages import Cast, answered
from tests.wire.test_sessions import Browser

# The promise is 2 s; the rest is for a machine that is busy with other tests.
SECONDS = 4


async def test_coming_and_going_is_told(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a = await alice.page()
    b = await bob.page()
    await a.get("presence", SECONDS, people={bob.username: "online"})
    await b.socket.close()
    await a.get("presence", SECONDS, people={bob.username: "offline"})


async def test_being_in_a_call_is_told(cast: Cast) -> None:
    alice, bob, charlie = cast.contacts("alice", "bob", "charlie")
    a, b, c = await alice.page(), await bob.page(), await charlie.page()
    call = await answered(a, bob, b)
    people = {alice.username: "in_call", bob.username: "in_call"}
    told: dict[str, str] = {}
    async with asyncio.timeout(SECONDS):
        while told != people:
            told |= {
                name: state for name, state in (await c.get("presence"))["people"].items() if name in people
            }
    await a.say("hang_up", call=call)
    await c.get("presence", SECONDS, people=dict.fromkeys(people, "online"))


async def test_a_reload_does_not_blink(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a = await alice.page()
    b = await bob.page()
    await a.get("presence", people={bob.username: "online"})
    before = len(a.seen)
    again = await bob.page(resume=b.identity)
    await again.say("start_call", to=alice.username, media="voice")
    await a.get("presence", people={bob.username: "in_call"})
    states = [message["people"].get(bob.username) for message in a.seen[before:] if "people" in message]
    assert "offline" not in states


async def test_one_who_blocked_looks_offline_and_does_not_ring(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    await asyncio.to_thread(cast.site.backstage, "block", owner=bob.username, person=alice.username)
    b = await bob.page()
    a = await alice.page()
    assert (await a.get("presence"))["people"] == {bob.username: "offline"}
    await a.say("start_call", to=bob.username, media="video")
    assert (await a.get("call_state"))["state"] == "ringing"
    assert await b.heard_nothing_of("start_call", "call_state")


async def test_a_block_is_told_as_any_going_offline(cast: Cast) -> None:
    """Of the one person alone, though the blocked one has other contacts."""
    alice, bob, _ = cast.contacts("alice", "bob", "charlie")
    a, _ = await alice.page(), await bob.page()
    await a.get("presence", people={bob.username: "online"})
    await Browser(bob.site.url, bob.cookies).submit(
        f"/contacts/{alice.username}/block/", form="/accounts/logout/"
    )
    assert (await a.get("presence", SECONDS))["people"] == {bob.username: "offline"}


async def test_what_changes_nothing_is_not_told(cast: Cast) -> None:
    """Another page of somebody online, and a ring that they do not answer."""
    alice, bob, charlie = cast.contacts("alice", "bob", "charlie")
    a, _, c = await alice.page(), await bob.page(), await charlie.page()
    online: set[str] = set()
    while online != {bob.username, charlie.username}:
        people = (await a.get("presence"))["people"]
        online |= {name for name, presence in people.items() if presence == "online"}
    before = len(a.seen)
    await bob.page()
    await c.say("start_call", to=bob.username, media="voice")
    call = (await c.get("call_state", state="ringing"))["call"]
    await a.get("presence", people={charlie.username: "in_call"})
    await c.say("hang_up", call=call)
    await a.get("presence", people={charlie.username: "online"})
    told = [message["people"] for message in a.seen[before:] if message["channel"] == "presence"]
    assert all(bob.username not in people for people in told)


async def test_a_block_by_somebody_offline_tells_nothing(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a = await alice.page()
    await a.get("presence", people={bob.username: "offline"})
    before = len(a.seen)
    await Browser(bob.site.url, bob.cookies).submit(
        f"/contacts/{alice.username}/block/", form="/accounts/logout/"
    )
    await a.say("ping")
    await a.get("pong")
    assert [message["channel"] for message in a.seen[before:]] == ["pong"]
