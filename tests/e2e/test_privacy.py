"""Being left alone and staying unseen: *do not disturb*, one's link, reporting, and hidden addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.cast import Cast, cast_of
from tests.e2e.people import Person
from tests.servers import Site
from tests.turn import Coturn

NOWHERE = "0.0.0.0"
PAGE = "/accounts/privacy/"
KIND = re.compile(r"candidate:\S+ \S+ \S+ \S+ \S+ \S+ typ (\w+)(?: raddr (\S+) rport (\d+))?")


@pytest.fixture(scope="module")
def relayed_site() -> Iterator[Site]:
    with Coturn(allow=["127.0.0.1"]) as coturn, Site(None, **coturn.settings) as site:
        yield site


@pytest.fixture
def relayed_cast(chromium: Browser, relayed_site: Site) -> Iterator[Cast]:
    with cast_of(chromium, relayed_site) as cast:
        yield cast


def frames(person: Person, event: Any) -> list[str]:
    """What goes over the sockets that the page opens from now on."""
    seen: list[str] = []
    person.page.on("websocket", lambda socket: socket.on(event, lambda frame: seen.append(str(frame))))
    return seen


def decide(person: Person, *ticks: str) -> None:
    """These switches on, on the page of privacy, and back to the calls."""
    person.open(PAGE)
    for tick in ticks:
        person.page.get_by_label(tick, exact=True).check()
    person.press("Save")
    expect(person.page.get_by_text("Saved.")).to_be_visible()
    for tick in ticks:
        expect(person.page.get_by_label(tick, exact=True)).to_be_checked()
    person.go_online()


def test_nothing_rings_for_somebody_not_to_be_disturbed(impatient_cast: Cast) -> None:
    alice, bob = impatient_cast("Alice", "Bob")
    decide(bob, "Do not disturb")
    expect(bob.page.get_by_text("Do not disturb is on")).to_be_visible()
    alice.call(bob)
    alice.says("no answer")
    assert alice.page.evaluate("witness.messages.some(({ channel }) => channel === 'ringing')")
    expect(bob.past_calls.get_by_role("listitem")).to_have_count(1)
    expect(bob.past_calls).to_contain_text("Missed")
    bob.was_never_rung()
    bob.call(alice)
    alice.rings(bob)


def test_it_stops_a_ring_that_is_under_way(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    settings = Person(bob.name, bob.username, bob.site, bob.context)
    settings.open(PAGE)
    settings.page.get_by_label("Do not disturb", exact=True).check()
    alice.call(bob)
    bob.rings(alice)
    with settings.page.expect_navigation():  # without a press: the ring is over the button
        settings.page.evaluate("document.querySelector('.account__form').requestSubmit()")
    bob.does_not_ring()
    alice.says("ringing")


def test_a_hidden_address_goes_by_relays_alone(relayed_cast: Cast) -> None:
    """Alice calls, Bob calls: as answerer and as offerer, nothing but relays leaves her page."""
    alice, bob = relayed_cast("Alice", "Bob")
    sent, heard = frames(alice, "framesent"), frames(bob, "framereceived")
    bob.go_online()
    decide(alice, "Hide my address")
    for caller, callee in ((alice, bob), (bob, alice)):
        caller.call(callee)
        callee.accept(caller)
        for one, other in ((alice, bob), (bob, alice)):
            one.is_connected_to(other)
            one.sees_and_hears(other)
        alice.hang_up()
        bob.says("ended")
    for frames_of in (sent, heard):
        found = KIND.findall("\n".join(frame for frame in frames_of if "webrtc_" in frame))
        assert {kind for kind, _, _ in found} == {"relay"}
        assert {(address, port) for _, address, port in found} == {(NOWHERE, "0")}
    reports = relayed_cast.site.backstage("reports_of", username=alice.username)
    assert {report["local"] for report in reports} == {"relay"}
    assert {report["gathered"] for report in reports} == {"relay"}


def test_a_link_brings_a_request_where_a_name_does_not(cast: Cast) -> None:
    alice, bob = cast.signed_in("Alice"), cast.signed_in("Bob")
    bob.open(PAGE)
    bob.page.get_by_label("Only people who have my link").check()
    bob.press("Save")
    link = bob.page.locator(".part__link").inner_text()
    bob.go_online()
    alice.go_online()
    alice.ask(bob.username)
    expect(alice.button(f"Withdraw request to {bob.username}")).to_be_visible()
    alice.page.goto(link)
    alice.press("Send request")
    expect(alice.page.get_by_text("Request sent to")).to_be_visible()
    bob.press("Accept request from Alice")
    expect(alice.row(bob)).to_be_visible()


def test_a_contact_is_reported_and_blocked_from_the_menu(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.press(f"More about {bob.name}")
    alice.page.get_by_role("link", name="Privacy and report").click()
    alice.page.get_by_role("link", name="Report Bob").click()
    alice.page.get_by_label("Harassment or threats").check()
    alice.fill("What happened?", "He calls every night.")
    alice.press("Send report")
    expect(alice.page.get_by_text("Thank you.")).to_be_visible()
    expect(alice.button("Unblock Bob")).to_be_visible()
    expect(bob.row(alice)).to_be_visible()


def test_somebody_who_asks_is_reported_from_the_request(cast: Cast) -> None:
    bob, _ = cast.asked("Bob", by="Alice")
    bob.press("More about Alice")
    bob.page.get_by_role("link", name="Privacy and report").click()
    bob.page.get_by_role("link", name="Report Alice").click()
    bob.page.get_by_label("Pretends to be somebody else").check()
    bob.press("Send report")
    expect(bob.page.get_by_text("Thank you.")).to_be_visible()
    expect(bob.button("Unblock Alice")).to_be_visible()
