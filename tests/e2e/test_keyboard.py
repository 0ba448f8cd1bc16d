"""A call from sign-in to hanging up without touching a mouse."""

from __future__ import annotations

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
