"""A call that comes in on another page of the site than the live one."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.cast import Cast

PROFILE = "/accounts/profile/"


@pytest.mark.parametrize("media", ["video", "voice"])
def test_accepting_on_the_account_page_carries_to_the_live_page(cast: Cast, media: str) -> None:
    alice, bob = cast("Alice", "Bob")
    bob.go_online(PROFILE)
    alice.call(bob, media)
    bob.accept(alice, media)
    expect(bob.call_with(alice)).to_be_visible()
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.hears(other)
        if media == "video":
            one.sees(other)
    [call] = cast.calls_of(bob)
    assert urlsplit(bob.page.url).path == f"/calls/{call['id']}/"
    assert urlsplit(bob.page.url).query == ""
    alice.hang_up()
    bob.says("ended")


def test_declining_on_the_account_page_stays_there(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    bob.go_online(PROFILE)
    alice.call(bob)
    bob.decline(alice)
    alice.says("declined")
    bob.does_not_ring()
    assert urlsplit(bob.page.url).path == PROFILE
    assert bob.captures() == []


def test_a_link_to_a_call_opens_no_camera(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    [call] = cast.calls_of(alice)
    tab = bob.another_tab()
    tab.go_online(f"/calls/{call['id']}/")
    tab.rings(alice)
    assert tab.captures() == []
    expect(tab.button("Hang up")).to_be_hidden()
