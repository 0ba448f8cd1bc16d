"""How a call is looked at: swapped, whole, full screen, in a small window, beside the contacts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e import media
from tests.e2e.cast import Cast
from tests.e2e.people import SECONDS, Person
from tests.e2e.polling import wait_until
from tests.e2e.test_whole_call import talk

FLOATING = """() => {
  const there = window.documentPictureInPicture?.window?.document;
  const video = there?.querySelector("video");
  return Boolean(video && video.videoWidth > 0 && !video.paused);
}"""
WIDTH_OF = "(id) => document.getElementById(id).getBoundingClientRect().width"


def choose(person: Person, item: str) -> None:
    person.press("More options")
    person.press(item)


@pytest.mark.long
def test_swapped_whole_alone_and_full(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    choose(alice, "Swap the pictures")
    assert alice.page.evaluate(WIDTH_OF, "own") > alice.page.evaluate(WIDTH_OF, "remote")
    media.assert_moves(alice.page, "Video from Bob")
    choose(alice, "Swap the pictures")
    wait_until(
        lambda: alice.page.evaluate(WIDTH_OF, "own") < alice.page.evaluate(WIDTH_OF, "remote"),
        SECONDS,
        "back",
    )
    choose(alice, "Hide your own picture")
    expect(alice.page.get_by_label("Your video", exact=True)).to_be_hidden()
    choose(alice, "Show your own picture")
    expect(alice.page.get_by_label("Your video", exact=True)).to_be_visible()
    choose(alice, "Full screen")
    wait_until(lambda: alice.page.evaluate("Boolean(document.fullscreenElement)"), SECONDS, "full screen")
    expect(alice.page.get_by_role("list", name="Contacts")).to_be_hidden()
    choose(alice, "Leave full screen")
    expect(alice.page.get_by_role("list", name="Contacts")).to_be_visible()


@pytest.mark.long
def test_a_small_window_with_controls(cast: Cast) -> None:
    bob = cast.signed_in("Bob")
    alice = cast.signed_in("Alice", no_viewport=True)
    cast.befriend(alice, bob)
    for person in (alice, bob):
        person.go_online()
    talk(alice, bob)
    choose(alice, "Picture in picture")
    wait_until(lambda: alice.page.evaluate(FLOATING), SECONDS, "the picture in the small window")
    alice.page.evaluate("documentPictureInPicture.window.document.querySelector('button').click()")
    bob.hears_nothing()
    alice.hang_up()
    wait_until(lambda: alice.page.evaluate("!documentPictureInPicture.window"), SECONDS, "it is closed")


@pytest.mark.long
def test_the_call_goes_on_while_one_looks_at_the_contacts_of_a_phone(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.page.set_viewport_size({"width": 390, "height": 844})
    talk(alice, bob)
    choose(alice, "Contacts and calls")
    expect(alice.button("Voice call Bob")).to_be_visible()
    alice.sees_and_hears(bob)
    alice.press("Back to the call")
    expect(alice.button("Hang up")).to_be_visible()
    expect(alice.button("Voice call Bob")).to_be_hidden()
