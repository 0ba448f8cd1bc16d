"""Two things at once: both call each other, two pages ring, accept meets cancel."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.test_whole_call import both_say_it_ended


def test_both_call_each_other(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    # Pressed from inside the pages, so that neither waits for the other.
    for one, other in ((alice, bob), (bob, alice)):
        button = one.button(f"Video call {other.name}")
        button.evaluate("(button) => { setTimeout(() => button.click(), 0); }")
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.sees_and_hears(other)
    assert len(cast.calls_of(alice)) == 1
    alice.hang_up()
    both_say_it_ended(alice, bob)


def test_two_tabs_ring_and_one_answers(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    tab = bob.another_tab()
    alice.call(bob)
    bob.rings(alice)
    tab.rings(alice)
    tab.accept(alice)
    bob.does_not_ring(seconds=2)
    for one, other in ((alice, tab), (tab, alice)):
        one.is_connected_to(other)
        one.sees_and_hears(other)
    assert bob.captures() == []
    bob.says("another page")
    alice.hang_up()
    both_say_it_ended(alice, tab)


def test_two_tabs_ring_and_one_declines(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    tab = bob.another_tab()
    alice.call(bob)
    tab.rings(alice)
    bob.decline(alice)
    tab.does_not_ring(seconds=2)
    alice.says("declined")


def test_accept_and_cancel_at_once_leave_nobody_behind(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    accept = bob.ring_of(alice).get_by_role("button", name="Accept with video", exact=True)
    cancel = alice.button("Cancel call")
    # Found before either is pressed: the call may connect between the two.
    for button in [accept.element_handle(), cancel.element_handle()]:
        button.evaluate("(button) => { setTimeout(() => button.click(), 0); }")
    bob.does_not_ring()
    for person in (alice, bob):
        expect(person.button("Hang up")).to_be_hidden()
        person.has_released_everything()
    assert [call["state"] for call in cast.calls_of(alice)] == ["ended"]


def test_being_called_while_in_a_call_with_the_same_person_is_one_call(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    # Bob presses the contact's button instead of answering: that is an answer too.
    bob.button("Video call Alice").evaluate("(button) => button.click()")
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
    assert len(cast.calls_of(bob)) == 1
