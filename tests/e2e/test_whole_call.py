"""A whole call between two real browsers, from pressing the button to hanging up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.people import Person


def talk(caller: Person, callee: Person) -> None:
    """A video call that both see and hear."""
    caller.call(callee)
    callee.accept(caller)
    for one, other in ((caller, callee), (callee, caller)):
        one.is_connected_to(other)
        one.sees_and_hears(other)


def both_say_it_ended(one: Person, other: Person) -> None:
    for person in (one, other):
        person.says("ended")
        expect(person.button("Hang up")).to_be_hidden()


@pytest.mark.parametrize("who", ["caller", "callee"])
def test_video_call_both_ways_ended_by_either(cast: Cast, who: str) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    (alice if who == "caller" else bob).hang_up()
    both_say_it_ended(alice, bob)
    assert [call["reason"] for call in cast.calls_of(alice)] == ["completed"]


def test_voice_call_never_touches_the_camera(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob, "voice")
    bob.accept(alice, "voice")
    for one, other in ((alice, bob), (bob, alice)):
        one.is_connected_to(other)
        one.hears(other)
    for person in (alice, bob):
        assert person.captures() == [{"audio": True, "video": False}]
    bob.hang_up()
    both_say_it_ended(alice, bob)


def test_video_call_accepted_with_voice(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.accept(alice, "voice")
    bob.is_connected_to(alice)
    bob.sees_and_hears(alice)
    alice.hears(bob)
    assert not any(capture["video"] for capture in bob.captures())
    alice.hang_up()
    both_say_it_ended(alice, bob)


def test_camera_stays_closed_until_the_callee_accepts(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    alice.says("ringing")
    assert bob.captures() == []
    bob.accept(alice)
    bob.is_connected_to(alice)
    assert bob.captures() == [{"audio": True, "video": True}]


def test_mute_silences_and_unmute_restores(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.press("Mute microphone")
    expect(alice.button("Unmute microphone")).to_be_visible()
    bob.hears_nothing()
    alice.press("Unmute microphone")
    bob.hears(alice)


def test_camera_off_stops_the_picture_and_on_restores_it(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.press("Turn camera off")
    bob.sees_nothing_of(alice)
    bob.hears(alice)
    alice.press("Turn camera on")
    bob.sees(alice)


def test_a_second_call_after_the_first(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.hang_up()
    both_say_it_ended(alice, bob)
    talk(bob, alice)
    bob.hang_up()
    both_say_it_ended(bob, alice)


def test_call_without_permission_asked_before(cast: Cast) -> None:
    """The first call of a new browser: camera and microphone are granted while the call is placed."""
    alice, bob = (cast.signed_in(name, permissions=[]) for name in ("Alice", "Bob"))
    cast.befriend(alice, bob)
    for person in (alice, bob):
        person.go_online()
    talk(alice, bob)
