"""How often somebody may call."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import contacts
from accounts.models import User
from calls.models import Call
from calls.services import Refused
from calls.states import State
from calls.tests.cast import Page, befriend, pass_time

pytestmark = pytest.mark.usefixtures("limits")


@pytest.fixture
def limits(settings: Any, alice: User, charlie: User) -> None:
    settings.CALLS_PER_MINUTE, settings.CALLS_PER_MINUTE_TO_ONE = 4, 2
    befriend(alice, charlie)


def place_and_cancel(page: Page, to: str) -> None:
    page.hang_up(page.place(to))


def test_the_third_call_to_one_person_in_a_minute_is_refused(alices: Page, bobs: Page) -> None:
    for _ in range(2):
        place_and_cancel(alices, "bob")
        pass_time(5)
    with pytest.raises(Refused) as refused:
        alices.place("bob")
    assert refused.value.code == "rate_limited"
    assert 49 < (refused.value.retry_after or 0) <= 50
    place_and_cancel(alices, "charlie")
    place_and_cancel(bobs, "alice")  # the other direction has its own count
    pass_time(50.5)
    place_and_cancel(alices, "bob")


def test_calls_to_anybody_are_counted_together(alices: Page, bob: User) -> None:
    for name in ("bob", "charlie", "charlie", "bob"):
        place_and_cancel(alices, name)
    with pytest.raises(Refused, match="many times"):
        alices.place("bob")


def test_a_call_that_rings_for_the_caller_alone_counts_as_any_other(
    alices: Page, alice: User, bob: User
) -> None:
    contacts.block(bob, "alice")
    for _ in range(2):
        place_and_cancel(alices, "bob")
    with pytest.raises(Refused, match="many times"):
        alices.place("bob")


def test_the_same_attempt_and_an_answer_to_the_others_ring_are_free(alices: Page, bobs: Page) -> None:
    for _ in range(2):
        place_and_cancel(alices, "bob")
    bobs.place("alice")
    alices.place("bob")
    assert Call.objects.filter(state=State.CONNECTING).count() == 1


def test_who_is_no_contact_is_told_so_whatever_the_count(alices: Page, bobs: Page) -> None:
    for _ in range(2):
        place_and_cancel(alices, "bob")
    with pytest.raises(Refused) as refused:
        alices.place("nobody")
    assert refused.value.code == "not_contact"
