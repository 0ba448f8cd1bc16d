"""PostgreSQL and Redis go and come back: calls go on, the site recovers by itself and says how it is."""

from __future__ import annotations

import asyncio
import json
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from tests.processes import Server, wait_until
from tests.resilience.browsing import Browser
from tests.resilience.conftest import Guests, House
from tests.servers import PASSWORD, Site

# Two minutes of restarts; tests/chaos and tests/e2e/test_restarts.py do a short pass of each on every change.
pytestmark = pytest.mark.long

PATIENCE = 20
AWAY_SECONDS = 4
READY_SECONDS = 10  # for /readyz to answer, whatever is away


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_calls_survive_a_restart_of_postgresql(house: House, guests: Guests, how: str) -> None:
    calls = await guests.talk()
    number = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[how]
    await away(house.postgres, AWAY_SECONDS, lambda: house.postgres.stop(number))
    await guests.are_well(calls)


@pytest.mark.parametrize("seconds", [12, 40])
async def test_calls_survive_a_long_outage_of_postgresql(house: House, guests: Guests, seconds: int) -> None:
    calls = await guests.talk()
    await away(house.postgres, seconds, house.postgres.stop)
    await guests.are_well(calls)


async def test_what_is_asked_while_postgresql_is_away_is_done_when_it_is_back(
    house: House, guests: Guests
) -> None:
    await guests.talk()
    pair = guests.pairs[0]
    await asyncio.to_thread(house.postgres.stop)
    for phone, call in pair.live_calls():
        phone.hang_up(call)
    await asyncio.to_thread(house.postgres.start)
    assert await pair.callee.until(lambda: not pair.live_calls(), PATIENCE)


async def test_connections_come_back_within_seconds_of_a_long_outage(house: House) -> None:
    """The pool asks at ever longer intervals: it must not go on sleeping when PostgreSQL is back."""
    await away(house.postgres, 12, house.postgres.stop, lambda: readiness(house.first))
    began = time.monotonic()
    for site in (house.first, house.second):
        await asyncio.to_thread(until_ready, site)
    assert time.monotonic() - began < 8


@pytest.mark.parametrize("how", ["killed", "paused"])
async def test_calls_go_on_without_redis_and_missed_news_come_later(
    house: House, guests: Guests, how: str
) -> None:
    calls = await guests.talk()
    goes = house.redis.stop if how == "killed" else house.redis.pause
    comes = house.redis.start if how == "killed" else house.redis.resume
    await asyncio.to_thread(goes)
    try:
        for pair in guests.pairs:
            pair.caller.mute(str(pair.talks()), audio=False)
        await guests.until("mute reaches the other", PATIENCE, guests.all_see_mute)
        await guests.pairs[1].part()
    finally:
        await asyncio.to_thread(comes)
    assert [pair.talks() for pair in guests.pairs] == [calls[0], None, calls[2]]
    await guests.look_around()


async def test_a_contact_request_made_while_redis_was_away_shows_later(house: House, guests: Guests) -> None:
    asker, asked = guests.pairs[0].caller, guests.pairs[1].caller
    before = asked.lists_changed
    await asyncio.to_thread(house.redis.stop)
    try:
        for site in (house.first, house.second):  # one of them does not serve the page
            await asyncio.to_thread(ask_for, site, asker.who, asked.who)
    finally:
        await asyncio.to_thread(house.redis.start)
    assert await asked.until(lambda: asked.lists_changed > before, 40)


@pytest.mark.parametrize("how", ["killed", "paused"])
async def test_signing_in_works_without_redis(house: House, how: str) -> None:
    house.first.make_user(f"visitor-{how}")
    await asyncio.to_thread(house.redis.stop if how == "killed" else house.redis.pause)
    try:
        began = time.monotonic()
        browser = Browser(house.first, PATIENCE)
        form = {"login": f"visitor-{how}", "password": PASSWORD}
        where = await asyncio.to_thread(browser.submit, "/accounts/login/", **form)
        assert where == f"{house.first.url}/"
        assert time.monotonic() - began < READY_SECONDS
    finally:
        await asyncio.to_thread(house.redis.start if how == "killed" else house.redis.resume)


@pytest.mark.parametrize(
    ("store", "reason"), [("redis", "Redis does not answer"), ("postgres", "The database does not answer")]
)
@pytest.mark.parametrize("how", ["stopped", "paused"])
def test_readyz_says_what_is_away(house: House, store: str, reason: str, how: str) -> None:
    server: Server = getattr(house, store)
    assert readiness(house.first) == (200, [])
    (server.stop if how == "stopped" else server.pause)()
    try:
        began = time.monotonic()
        status, reasons = readiness(house.first)
        assert status == 503
        assert any(said.startswith(reason) for said in reasons)
        assert time.monotonic() - began < READY_SECONDS
    finally:
        (server.start if how == "stopped" else server.resume)()
    until_ready(house.first)


def ask_for(site: Site, asker: str, asked: str) -> None:
    """A contact request at this process."""
    Browser(site, PATIENCE, site.sign_in(asker)).post_json("/contacts/ask/", {"username": asked})


async def away(
    server: Server, seconds: float, stop: Callable[[], object], meanwhile: Callable[[], object] = lambda: None
) -> None:
    until = time.monotonic() + seconds
    await asyncio.to_thread(stop)
    while time.monotonic() < until:
        await asyncio.to_thread(meanwhile)
        await asyncio.sleep(0.5)
    await asyncio.to_thread(server.start)


def until_ready(site: Site) -> None:
    wait_until(lambda: readiness(site) == (200, []), PATIENCE, "ready again")


def readiness(site: Site) -> tuple[int, list[str]]:
    """The status of /readyz, and what it says is wrong."""
    try:
        with urllib.request.urlopen(f"{site.url}/readyz", timeout=PATIENCE) as answer:
            return int(answer.status), list(json.load(answer)["reasons"])
    except urllib.error.HTTPError as error:
        with error:
            return int(error.code), list(json.load(error)["reasons"])
