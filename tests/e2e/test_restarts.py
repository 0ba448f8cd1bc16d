"""Servers that die in the middle of a call: picture and sound go on, and afterwards so does all the rest."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.test_whole_call import both_say_it_ended, talk
from tests.servers import Postgres, Redis, Site

Stores = tuple[Redis, Postgres]


@pytest.fixture
def apart(chromium: Browser, two_processes: tuple[Site, Site]) -> Iterator[tuple[Person, Person]]:
    """In a call, each at another process. Servers and browsers may complain here, pages may not fail."""
    first, second = two_processes
    cast = Cast(chromium, first)
    try:
        alice, bob = cast.signed_in("Alice"), cast.signed_in("Bob", site=second)
        cast.befriend(alice, bob)
        for person in (alice, bob):
            person.go_online()
        talk(alice, bob)
        yield alice, bob
    finally:
        cast.leave()
    assert not [trouble for trouble in cast.troubles if trouble.startswith("page error")]


def goes_on(alice: Person, bob: Person) -> None:
    """Picture and sound both ways, mute reaches the other by the servers, hanging up ends it for both."""
    for one, other in ((alice, bob), (bob, alice)):
        one.sees_and_hears(other)
    for one, other in ((alice, bob), (bob, alice)):
        one.press("Mute microphone")
        other.says("microphone is off", seconds=30)
    for one, other in ((alice, bob), (bob, alice)):
        one.sees(other)
    bob.hang_up()
    both_say_it_ended(alice, bob)


def test_call_outlives_a_killed_process(apart: tuple[Person, Person]) -> None:
    alice, bob = apart
    bob.site.restart(signal.SIGKILL)
    goes_on(alice, bob)


def test_call_outlives_a_restart_of_redis(apart: tuple[Person, Person], stores: Stores) -> None:
    redis, _ = stores
    redis.stop(signal.SIGKILL)
    redis.start()
    goes_on(*apart)


def test_call_outlives_a_restart_of_postgresql(apart: tuple[Person, Person], stores: Stores) -> None:
    _, postgres = stores
    postgres.stop()
    postgres.start()
    goes_on(*apart)
