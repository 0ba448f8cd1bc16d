"""Server processes that end, in good order and not: calls go on, requests are answered, rings recover."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.processes import wait_until
from tests.protocol_client import Client
from tests.resilience.browsing import Browser
from tests.resilience.conftest import Guests, House
from tests.servers import Site

# Two minutes of restarts; tests/chaos and tests/e2e/test_restarts.py do a short pass of each on every change.
pytestmark = pytest.mark.long

PATIENCE = 20
RESTARTING = 4412


async def test_a_request_under_way_is_answered_before_the_process_ends(house: House, guests: Guests) -> None:
    site, who = house.first, guests.pairs[0].caller.who
    before = len(site.log)
    with contacts_locked(site) as waiting:
        answer = asyncio.create_task(asyncio.to_thread(contacts_of, site, who))
        await asyncio.to_thread(waiting)
        stopping = asyncio.create_task(asyncio.to_thread(site.stop))
        await guests.until("the pages are sent away", PATIENCE, lambda: gone_from(guests, site))
        assert not answer.done()
    assert await answer == f"{site.url}/contacts/"
    await stopping
    assert "Traceback" not in site.log[before:]
    await asyncio.to_thread(site.start)


async def test_a_new_version_replaces_one_process_after_the_other(house: House, guests: Guests) -> None:
    calls = await guests.talk()
    for site in (house.first, house.second):
        await asyncio.to_thread(site.restart)
    await guests.are_well(calls)
    lost = [event["code"] for event in guests.history.read() if event["what"] == "lost"]
    # 1006: a socket opened to the process that was not up again yet.
    assert RESTARTING in lost
    assert set(lost) <= {RESTARTING, 1006}


async def test_calls_survive_a_killed_process(house: House, guests: Guests) -> None:
    calls = await guests.talk()
    await asyncio.to_thread(house.first.restart, signal.SIGKILL)
    await guests.are_well(calls)


async def test_a_ring_survives_all_processes_being_killed(house: House, guests: Guests) -> None:
    pair = guests.pairs[0]
    pair.caller.call(pair.callee.who)
    ring = await pair.callee.until(lambda: next(iter(pair.callee.rings), None), PATIENCE)
    for site in (house.first, house.second):
        await asyncio.to_thread(site.restart, signal.SIGKILL)
    assert await pair.callee.until(lambda: pair.callee.online and ring in pair.callee.rings, PATIENCE)
    pair.callee.accept(ring)
    assert await pair.callee.until(pair.talks, PATIENCE) == ring


async def test_calls_survive_a_process_that_stands_still(house: House, guests: Guests) -> None:
    calls = await guests.talk()
    house.first.pause()
    await asyncio.sleep(28)  # longer than its lease
    house.first.resume()
    await guests.are_well(calls)


def gone_from(guests: Guests, site: Site) -> str:
    """Which pages still hang on this process."""
    left = [phone.page for phone in guests.phones() if at(phone.client) == site.socket_url]
    return f"{left} still there" if left else ""


def at(client: Client) -> str | None:
    return client.address.url if client.online and client.address else None


def contacts_of(site: Site, username: str) -> str:
    browser = Browser(site, PATIENCE, site.sign_in(username))
    return browser.get("/contacts/")


@contextmanager
def contacts_locked(site: Site) -> Iterator[Callable[[], object]]:
    """Nobody can read the contacts; gives a function that returns once somebody waits for them."""
    with psycopg.connect(site.settings["DATABASE_URL"]) as lock:
        lock.execute("LOCK TABLE accounts_contact IN ACCESS EXCLUSIVE MODE")
        waiters = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        yield lambda: wait_until(
            lambda: lock.execute(waiters).fetchone() != (0,), PATIENCE, "a request waits for the lock"
        )
