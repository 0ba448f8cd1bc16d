"""Scenes (tests/e2e/scenes.py) of a call, from the first ring to its end."""

from __future__ import annotations

import base64

from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.portraits import CALM, WARM, still

WINDOW: ViewportSize = {"width": 1280, "height": 720}  # Playwright's own


def outgoing(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    alice.says("ringing")
    expect(alice.page.get_by_label("Your video", exact=True)).to_be_visible()
    return alice.page


def outgoing_to_nobody(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    bob.page.close()
    expect(alice.row(bob)).to_contain_text("Offline")
    alice.call(bob)
    alice.says("calling")
    return alice.page


def ringing(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    return bob.page


def ringing_elsewhere(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    bob.go_online("/accounts/profile/")
    alice.call(bob)
    bob.rings(alice)
    return bob.page


def in_call(cast: Cast) -> Page:
    return connected(cast, "video")[0].page


def voice_call(cast: Cast) -> Page:
    return connected(cast, "voice")[0].page


def more_options(cast: Cast) -> Page:
    page = in_call(cast)
    page.get_by_role("button", name="More options").click()
    return page


def swapped(cast: Cast) -> Page:
    """The own picture is large, Bob's in the corner."""
    page = more_options(cast)
    page.get_by_role("button", name="Swap the pictures").click()
    return page


def contacts_aside(cast: Cast) -> Page:
    """On a phone: the list, with the call in a corner. Elsewhere the list is there anyway."""
    page = in_call(cast)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="More options").click()
    page.get_by_role("button", name="Contacts and calls").click()
    expect(page.get_by_role("button", name="Back to the call")).to_be_visible()
    return page


def faces(cast: Cast) -> Page:
    """People with pictures, talking without a camera."""
    alice, bob = cast("Alice", "Bob")
    for person, portrait in ((alice, CALM), (bob, WARM)):
        picture = base64.b64encode(still(portrait)).decode()
        cast.site.backstage("wear", username=person.username, picture=picture)
    for person in (alice, bob):
        person.go_online()
    alice.call(bob, "voice")
    bob.accept(alice, "voice")
    alice.is_connected_to(bob)
    return alice.page


def keys_in_call(cast: Cast) -> Page:
    page = more_options(cast)
    page.get_by_role("button", name="Keyboard shortcuts").click()
    return page


def quality_in_call(cast: Cast) -> Page:
    page = more_options(cast)
    page.get_by_role("button", name="Connection quality").click()
    expect(page.get_by_role("dialog", name="Connection", exact=True)).to_contain_text("bit/s")
    return page


def safety_in_call(cast: Cast) -> Page:
    page = more_options(cast)
    page.get_by_role("button", name="Safety code").click()
    expect(page.get_by_role("button", name="They match")).to_be_visible()
    return page


def devices_in_call(cast: Cast) -> Page:
    """*Sound and camera* beside the call."""
    page = more_options(cast)
    page.get_by_role("button", name="Sound and camera").click()
    expect(page.get_by_role("dialog", name="Sound and camera")).to_be_visible()
    return page


def muted_call(cast: Cast) -> Page:
    """Bob has switched his microphone and camera off, Alice her own."""
    alice, bob = connected(cast, "video")
    for person in (bob, alice):
        person.press("Mute microphone")
        person.press("Turn camera off")
    alice.says("microphone and camera are off")
    return alice.page


def in_call_elsewhere(cast: Cast) -> Page:
    alice, _ = connected(cast, "voice")
    tab = alice.another_tab()
    expect(tab.button("Move the call here")).to_be_visible()
    return tab.page


def ended(cast: Cast) -> Page:
    alice, bob = connected(cast, "video")
    bob.hang_up()
    alice.says("ended")
    return alice.page


def declined(cast: Cast) -> Page:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.decline(alice)
    alice.says("declined")
    return alice.page


def failed(cast: Cast) -> Page:
    """Media found no way; the details for the operator are unfolded."""
    alice, bob = cast("Alice", "Bob")
    alice.wall_in()
    alice.page.reload()
    alice.call(bob)
    bob.accept(alice)
    alice.says("could not connect", seconds=40)
    alice.page.get_by_text("What to tell your operator").click()
    return alice.page


def connected(cast: Cast, media: str) -> tuple[Person, Person]:
    """Alice and Bob, who have seen and heard each other."""
    alice, bob = met(cast)
    connect(alice, bob, media)
    return alice, bob


def met(cast: Cast) -> tuple[Person, Person]:
    """Alice and Bob, online: those of the scene before, where there was one, their call over."""
    if not cast.people:
        cast("Alice", "Bob")
    alice, bob = cast.people
    if bob.button("Hang up").is_visible():
        bob.hang_up()
        for person in (alice, bob):
            person.says("ended")
    alice.page.set_viewport_size(WINDOW)
    alice.page.keyboard.press("Escape")  # a sheet or a menu that lies over the page, or how the call ended
    return alice, bob


def connect(alice: Person, bob: Person, media: str) -> None:
    alice.call(bob, media)
    bob.accept(alice, media)
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.hears(other)
    if media == "video":
        alice.sees(bob)
