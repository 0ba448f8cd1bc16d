"""A call from sign-in to hanging up without touching a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.servers import PASSWORD


def test_sign_in_by_keyboard(cast: Cast) -> None:
    alice = cast.stranger("Alice")
    cast.site.make_user(alice.username, alice.name)
    alice.open("/accounts/login/")
    for label, text in (("Username", alice.username), ("Password", PASSWORD)):
        alice.tab_to(alice.page.get_by_label(label, exact=True))
        alice.page.keyboard.type(text)
    alice.page.keyboard.press("Enter")
    expect(alice.page.get_by_role("region", name="People")).to_be_visible()


def test_call_by_keyboard(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.press_by_keyboard(alice.button("Video call Bob"))
    bob.rings(alice)
    inside = "(dialog) => dialog.contains(document.activeElement)"
    assert bob.ring_of(alice).evaluate(inside), "the ring has the focus"
    bob.press_by_keyboard(bob.button("Accept with video"))
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.sees_and_hears(other)
    alice.press_by_keyboard(alice.button("Mute microphone"))
    expect(alice.button("Unmute microphone")).to_be_focused()
    bob.press_by_keyboard(bob.button("Hang up"))
    for person in (alice, bob):
        person.says("ended")


def test_single_keys(cast: Cast) -> None:
    """Mute, talk while held, camera, the sheet, hang up; and none of it while one types."""
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    bob.page.keyboard.press("a")
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.sees_and_hears(other)
    keys = alice.page.keyboard
    keys.press("m")
    expect(alice.button("Unmute microphone")).to_be_visible()
    bob.hears_nothing()
    keys.down("Space")
    expect(alice.button("Mute microphone")).to_be_visible()
    bob.hears(alice)
    keys.up("Space")
    expect(alice.button("Unmute microphone")).to_be_visible()
    keys.press("v")
    expect(alice.button("Turn camera on")).to_be_visible()
    keys.press("?")
    sheet = alice.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Hang up")
    keys.press("Escape")
    expect(sheet).to_be_hidden()
    alice.page.get_by_label("Add a contact", exact=True).press_sequentially("m v ?")
    expect(alice.button("Unmute microphone")).to_be_visible()
    expect(sheet).to_be_hidden()
    bob.page.keyboard.press("Shift+H")
    for person in (alice, bob):
        person.says("ended")


@pytest.mark.long
def test_keys_can_be_switched_off(cast: Cast) -> None:
    [alice] = cast("Alice")
    keys = alice.page.keyboard
    alice.press(f"Account of {alice.name}")
    alice.press("Keyboard shortcuts")
    alice.page.get_by_label("Use these keys").uncheck()
    keys.press("Escape")
    expect(alice.button(f"Account of {alice.name}")).to_be_focused()
    alice.page.reload()
    keys.press("?")
    keys.press("d")
    expect(alice.page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.long
def test_decline_by_key(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    bob.page.keyboard.press("x")
    alice.says("declined")


def test_decline_by_keyboard(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.press_by_keyboard(alice.button("Voice call Bob"))
    bob.rings(alice)
    bob.press_by_keyboard(bob.button("Decline"))
    alice.says("declined")
    alice.press_by_keyboard(alice.button("Call again"))
    bob.rings(alice)
    alice.press_by_keyboard(alice.button("Cancel call"))
    bob.does_not_ring()
