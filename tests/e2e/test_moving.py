"""A call that goes from one page of a person to another: moved, duplicated, crashed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.test_whole_call import both_say_it_ended, talk


def see_and_hear_each_other(one: Person, other: Person) -> None:
    for person, peer in ((one, other), (other, one)):
        person.is_connected_to(peer)
        person.sees_and_hears(peer)


def test_the_call_moves_to_another_device_and_the_old_one_lets_go(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.press("Mute microphone")
    bob.says("microphone is off")
    phone = cast.sign_in_again(alice)
    phone.go_online()
    phone.says("another page")
    assert phone.captures() == []
    phone.press("Move the call here")
    phone.is_connected_to(bob)
    phone.sees(bob)
    expect(phone.button("Unmute microphone")).to_be_visible()  # as on the old device
    bob.is_connected_to(alice)
    bob.sees(alice)
    alice.has_released_everything()
    expect(alice.button("Move the call here")).to_be_visible()
    phone.press("Unmute microphone")
    bob.hears(alice)
    alice.press("Move the call here")  # and back
    see_and_hear_each_other(alice, bob)
    phone.has_released_everything()
    bob.hang_up()
    both_say_it_ended(alice, bob)
    expect(phone.button("Move the call here")).to_be_hidden()
    assert [call["epoch"] for call in cast.calls_of(alice)] == [3]


@pytest.mark.long
def test_until_the_new_device_is_connected_the_old_one_has_picture_and_sound(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    phone = cast.sign_in_again(alice)
    phone.wall_in()  # it never connects
    phone.go_online()
    phone.press("Move the call here")
    alice.says("moving to your other device")
    bob.says("Alice is moving to another device")
    alice.sees_and_hears(bob)
    bob.sees_and_hears(alice)
    alice.press("Keep it here")
    see_and_hear_each_other(alice, bob)
    expect(phone.button("Move the call here")).to_be_visible()
    phone.has_released_everything()


@pytest.mark.long
def test_hung_up_on_the_old_device_while_it_moves(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.call(bob, "voice")
    bob.accept(alice, "voice")
    alice.is_connected_to(bob)
    phone = cast.sign_in_again(alice)
    phone.wall_in()
    phone.go_online()
    phone.press("Move the call here")
    alice.says("moving to your other device")
    alice.hang_up()
    for person in (alice, bob, phone):
        person.says("ended")
        person.has_released_everything()


def test_a_duplicated_tab_becomes_a_device_of_its_own(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    alice.open("/healthz")  # a page of the site without its script: the identity waits in the storage
    with alice.context.expect_page() as opened:
        alice.page.evaluate("window.open('/healthz')")  # copies the storage, as duplicating a tab does
    copy = Person(alice.name, alice.username, alice.site, alice.context)
    copy.page.close()
    copy.page = opened.value
    kept = "sessionStorage.getItem('videocall.device')"
    assert alice.page.evaluate(kept) == copy.page.evaluate(kept) is not None
    alice.go_online()
    talk(alice, bob)
    copy.go_online()
    copy.says("another page")
    expect(copy.button("Move the call here")).to_be_visible()
    alice.sees_and_hears(bob)
    copy.press("Move the call here")
    see_and_hear_each_other(copy, bob)
    alice.has_released_everything()


def test_a_crashed_tab_is_opened_again_and_returned_to_the_call(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.crash()
    alice.go_online()
    assert alice.captures() == []
    alice.press("Return to the call")
    see_and_hear_each_other(alice, bob)
    bob.hang_up()
    both_say_it_ended(alice, bob)
