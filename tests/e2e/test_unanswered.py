"""Calls that nobody picks up: declined, cancelled, missed, busy, nobody there."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.test_whole_call import talk


def test_decline(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.decline(alice)
    alice.says("declined")
    bob.does_not_ring()
    assert bob.captures() == []
    alice.has_released_everything()


def test_cancel(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    alice.press("Cancel call")
    bob.does_not_ring()
    alice.says("cancelled")
    alice.has_released_everything()


def test_missed(impatient_cast: Cast) -> None:
    alice, bob = impatient_cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    alice.says("no answer")
    bob.does_not_ring()
    alice.has_released_everything()
    expect(bob.past_calls.get_by_role("listitem")).to_contain_text("issed")


def test_call_again_after_a_refusal(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.decline(alice)
    alice.says("declined")
    alice.press("Call again")
    bob.accept(alice)
    alice.is_connected_to(bob)
    alice.sees_and_hears(bob)


def test_call_again_after_no_answer(impatient_cast: Cast) -> None:
    alice, bob = impatient_cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    alice.says("no answer")
    bob.does_not_ring()
    alice.press("Call again")
    bob.accept(alice)
    alice.is_connected_to(bob)
    alice.sees_and_hears(bob)


def test_busy(cast: Cast) -> None:
    alice, bob, charlie = cast("Alice", "Bob", "Charlie")
    talk(alice, bob)
    charlie.call(bob)
    charlie.says("busy")
    bob.does_not_ring()
    bob.sees_and_hears(alice)
    charlie.has_released_everything()


def test_callee_comes_online_while_it_rings(cast: Cast) -> None:
    [alice] = cast("Alice")
    bob = cast.signed_in("Bob")
    cast.befriend(alice, bob)
    alice.page.reload()
    alice.call(bob)
    alice.says("calling")
    bob.open()
    bob.rings(alice)
    alice.says("ringing")
    bob.accept(alice)
    for one, other in ((alice, bob), (bob, alice)):
        one.sees_and_hears(other)


def test_nobody_there_is_a_missed_call(impatient_cast: Cast) -> None:
    [alice] = impatient_cast("Alice")
    bob = impatient_cast.signed_in("Bob")
    impatient_cast.befriend(alice, bob)
    alice.page.reload()
    alice.call(bob)
    alice.says("no answer")
    bob.go_online()
    expect(bob.past_calls.get_by_role("listitem")).to_contain_text("issed")
