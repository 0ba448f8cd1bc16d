"""Recent calls: what happened, the badge of missed ones, calling back, deleting."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.cast import Cast
from tests.e2e.people import Person
from tests.e2e.test_whole_call import talk


def miss_a_call(cast: Cast) -> tuple[Person, Person]:
    """Alice called Bob and gave up."""
    alice, bob = cast("Alice", "Bob")
    alice.call(bob)
    bob.rings(alice)
    alice.press("Cancel call")
    bob.does_not_ring()
    return alice, bob


def test_completed_call_is_in_both_lists(cast: Cast) -> None:
    alice, bob = cast("Alice", "Bob")
    talk(alice, bob)
    alice.hang_up()
    for person in (alice, bob):
        person.press("Close")
    expect(alice.past_calls.get_by_role("listitem")).to_contain_text("You called")
    expect(bob.past_calls.get_by_role("listitem")).to_contain_text("They called")


def test_missed_call_has_a_badge_and_can_be_called_back(cast: Cast) -> None:
    alice, bob = miss_a_call(cast)
    expect(bob.past_calls.get_by_role("listitem")).to_contain_text("Missed video call")
    expect(bob.page.get_by_text("1 missed").first).to_be_visible()
    expect(bob.page).to_have_title(re.compile(r"^\(1\) "))
    bob.press("Call back Alice")
    alice.accept(bob)
    bob.is_connected_to(alice)
    bob.sees_and_hears(alice)


def test_badge_goes_once_the_list_was_looked_at(cast: Cast) -> None:
    _, bob = miss_a_call(cast)
    badge = bob.page.get_by_text("1 missed").first
    expect(badge).to_be_visible()
    bob.past_calls.hover()
    expect(badge).to_be_hidden()
    bob.page.reload()
    expect(bob.past_calls.get_by_role("listitem")).to_contain_text("Missed video call")
    expect(badge).to_be_hidden()


def test_deleted_call_goes_from_ones_own_list_only(cast: Cast) -> None:
    alice, bob = miss_a_call(cast)
    bob.page.get_by_role("button", name=re.compile("^Delete the call with Alice")).click()
    expect(bob.past_calls.get_by_role("listitem")).to_have_count(0)
    bob.page.reload()
    expect(bob.contacts.get_by_role("listitem")).to_have_count(1)
    expect(bob.past_calls.get_by_role("listitem")).to_have_count(0)
    alice.page.reload()
    expect(alice.past_calls.get_by_role("listitem")).to_contain_text("You cancelled")


def test_who_removed_one_after_a_call_can_still_be_reported_and_blocked(cast: Cast) -> None:
    alice, bob = miss_a_call(cast)
    expect(bob.button("More about Alice")).to_have_count(1)  # in the contact list only
    alice.more_about(bob, "Remove")
    expect(bob.row(alice)).to_be_hidden()
    bob.press("More about Alice")
    expect(bob.page.get_by_role("link", name="Privacy and report")).to_be_visible()
    bob.page.keyboard.press("Escape")
    bob.more_about(alice, "Block")
    expect(bob.button("Unblock Alice")).to_be_visible()
    bob.press("More about Alice")
    bob.page.get_by_role("link", name="Privacy and report").click()
    expect(bob.page.get_by_role("link", name="Report Alice")).to_be_visible()
