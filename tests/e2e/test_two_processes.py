"""One site in two server processes: a person on each, Redis and PostgreSQL between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.cast import Cast, cast_of
from tests.e2e.people import Person
from tests.e2e.test_whole_call import both_say_it_ended, talk
from tests.servers import Site


@pytest.fixture
def apart(chromium: Browser, two_processes: tuple[Site, Site]) -> Iterator[tuple[Person, Person, Cast]]:
    first, second = two_processes
    with cast_of(chromium, first) as cast:
        alice, bob = cast.signed_in("Alice"), cast.signed_in("Bob", site=second)
        cast.befriend(alice, bob)
        for person in (alice, bob):
            person.go_online()
        yield alice, bob, cast


def test_call_between_two_processes(apart: tuple[Person, Person, Cast]) -> None:
    alice, bob, cast = apart
    expect(alice.row(bob)).to_contain_text("Online")
    talk(alice, bob)
    alice.hang_up()
    both_say_it_ended(alice, bob)
    assert [call["reason"] for call in cast.calls_of(bob)] == ["completed"]


def test_reload_on_the_other_process(apart: tuple[Person, Person, Cast]) -> None:
    alice, bob, _ = apart
    talk(alice, bob)
    bob.page.reload()
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.sees_and_hears(other)


def test_ring_stops_on_the_other_process_when_one_answers(apart: tuple[Person, Person, Cast]) -> None:
    alice, bob, cast = apart
    other_browser = cast.sign_in_again(bob)
    other_browser.site = alice.site
    other_browser.go_online()
    alice.call(bob)
    for page in (bob, other_browser):
        page.rings(alice)
    other_browser.accept(alice)
    bob.does_not_ring(seconds=3)
    alice.is_connected_to(bob)
    alice.sees_and_hears(bob)
