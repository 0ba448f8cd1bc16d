"""The line to the server is cut in a call: picture and sound go on, and what is pressed meanwhile counts."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.detour import Detour
from tests.e2e.people import Person
from tests.e2e.polling import wait_until
from tests.e2e.test_whole_call import both_say_it_ended, talk
from tests.servers import Site

NO_LINE = "No connection to the server"
# What the browser notes of a cut line: the socket, the chat's code that comes soon after a call has begun,
# the lists the page asks for after a call, the service worker that it looks for a newer one of.
CUT = ("FAILED", "EMPTY_RESPONSE", "CONNECTION_REFUSED", "CONNECTION_RESET", "SOCKET_NOT_CONNECTED")
NOTED = ["WebSocket", "when fetching the script", *(f"ERR_{what}" for what in CUT)]

# The last that a page loads by itself brings the service worker.
REGISTERED = "async () => Boolean(await navigator.serviceWorker.getRegistration())"


@pytest.fixture
def detour(site: Site) -> Iterator[Detour]:
    with Detour(site) as detour:
        yield detour


def meet(cast: Cast, detour: Detour) -> tuple[Person, Person]:
    """Alice, whose line can be cut, and Bob, talking."""
    alice, bob = cast.signed_in("Alice", site=detour.site), cast.signed_in("Bob")
    cast.befriend(alice, bob)
    cast.expected += NOTED
    for person in (alice, bob):
        person.go_online()
    talk(alice, bob)
    return alice, bob


def has_noticed(person: Person) -> None:
    expect(person.page.get_by_text(NO_LINE)).to_be_visible()


def is_back(person: Person) -> None:
    expect(person.page.get_by_text(NO_LINE)).to_be_hidden(timeout=25_000)


def test_what_is_pressed_while_the_line_is_cut_counts(cast: Cast, detour: Detour) -> None:
    alice, bob = meet(cast, detour)
    detour.cut()
    has_noticed(alice)
    expect(
        alice.page.get_by_text("Your call goes on as long as picture and sound come through.")
    ).to_be_visible()
    alice.press("Mute microphone")
    expect(alice.button("Unmute microphone")).to_be_visible()
    bob.hears_nothing()
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.sees(other)
    detour.mend()
    is_back(alice)
    bob.says("microphone is off")
    assert [call["epoch"] for call in cast.calls_of(bob)] == [1]


def test_what_is_loaded_on_use_says_so_where_it_cannot_be(cast: Cast, detour: Detour) -> None:
    alice = cast.signed_in("Alice", site=detour.site)
    cast.expected += NOTED
    alice.go_online()
    detour.cut()
    alice.press("Account of Alice")
    alice.press("Keyboard shortcuts")
    sheet = alice.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(alice.page.get_by_text("This could not be loaded")).to_be_visible()
    expect(sheet).to_be_hidden()
    detour.mend()
    alice.press("Try again")
    expect(sheet).to_be_visible()
    expect(alice.page.get_by_text("This could not be loaded")).to_be_hidden()


def test_what_the_page_gets_by_itself_is_tried_again(cast: Cast) -> None:
    alice = cast.signed_in("Alice")
    cast.expected += NOTED
    part = "**/install/mount.*.js"
    alice.context.route(part, lambda route: route.abort())
    with alice.context.expect_console_message(lambda message: "comes later" in message.text):
        alice.go_online()
    assert not alice.page.evaluate(REGISTERED)
    alice.context.unroute(part)
    wait_until(lambda: alice.page.evaluate(REGISTERED), 30, "the service worker")


@pytest.mark.long
def test_hung_up_while_the_line_is_cut_it_is_over_here_at_once_and_there_when_the_line_is_back(
    cast: Cast, detour: Detour
) -> None:
    alice, bob = meet(cast, detour)
    detour.cut()
    has_noticed(alice)
    alice.hang_up()
    alice.says("ended")
    alice.has_released_everything()
    detour.mend()
    both_say_it_ended(alice, bob)
    assert [call["reason"] for call in cast.calls_of(bob)] == ["completed"]


@pytest.mark.long
@pytest.mark.timeout(240)
@pytest.mark.parametrize("seconds", [10, 60])
def test_the_line_is_cut_for_long(cast: Cast, detour: Detour, seconds: int) -> None:
    alice, bob = meet(cast, detour)
    detour.cut()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for one, other in ((alice, bob), (bob, alice)):
            one.is_connected_to(other)
            one.sees_and_hears(other)
    detour.mend()
    is_back(alice)
    assert [(call["epoch"], call["state"]) for call in cast.calls_of(bob)] == [(1, "active")]
    bob.hang_up()
    both_say_it_ended(alice, bob)
