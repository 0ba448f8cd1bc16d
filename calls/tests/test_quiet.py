"""*Do not disturb*: no page of the callee rings, and the caller sees a call that nobody answers."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import contacts, privacy
from accounts.models import User
from calls import history, poll, visibility
from calls.deadlines import expire_due
from calls.models import Call
from calls.services import Refused
from calls.tests.cast import Page, befriend, pass_time, the_call
from calls.tests.conftest import OpenPage


def switch(person: User, on: bool) -> None:
    person.do_not_disturb = on
    privacy.save(person)


@pytest.fixture
def quiet(bob: User, alices: Page, bobs: Page) -> None:
    """Bob is not to be disturbed."""
    switch(bob, True)


def what_the_caller_saw(page: Page) -> list[Any]:
    """All that it heard, but for what differs between any two calls."""
    told = []
    for message in page.heard:
        values = {name: getattr(message, name, None) for name in message.__struct_fields__}
        told.append((type(message).__name__, values | {"call": "", "ms_left": None}))
    return told


def ring_out(alices: Page) -> None:
    alices.place("bob")
    pass_time(46)
    expire_due()


@pytest.mark.usefixtures("quiet")
class TestQuiet:
    def test_no_page_of_the_callee_learns_of_the_ring(self, alices: Page, bobs: Page, bob: User) -> None:
        alices.place("bob")
        assert bobs.heard == []
        assert bobs.open().welcome.calls == []
        assert bob.pk not in poll.standing_calls()

    def test_the_caller_sees_what_every_caller_sees(self, alices: Page, bob: User) -> None:
        ring_out(alices)
        quiet_one = what_the_caller_saw(alices)
        alices.heard.clear()
        switch(bob, False)
        ring_out(alices)
        assert what_the_caller_saw(alices) == quiet_one
        assert alices.hears_ringing()

    def test_a_page_that_opens_meanwhile_looks_reached_to_the_caller(self, alices: Page, bobs: Page) -> None:
        bobs.drop()
        alices.place("bob")
        assert not alices.last.reached
        assert bobs.open().welcome.calls == []
        assert alices.last.reached

    def test_it_is_a_missed_call_in_the_callees_history(self, alices: Page, bobs: Page, bob: User) -> None:
        ring_out(alices)
        assert (alices.last.reason, bobs.last.reason) == ("missed", "missed")
        mine = history.history(bob.pk)
        assert (mine["unseen"], [entry["missed"] for entry in mine["calls"]]) == (1, [True])

    def test_a_cancelled_one_is_missed_too(self, alices: Page, bob: User) -> None:
        alices.hang_up(alices.place("bob"))
        assert history.history(bob.pk)["unseen"] == 1

    def test_the_callee_cannot_name_it(self, alices: Page, bobs: Page) -> None:
        call = alices.place("bob")
        for action in (bobs.accept, bobs.decline, bobs.hang_up, bobs.rejoin):
            with pytest.raises(Refused) as refused:
                action(call)
            assert refused.value.code == "call_not_found"

    def test_one_may_still_call(self, alices: Page, bobs: Page) -> None:
        alices.accept(bobs.place("alice"))
        assert bobs.last.state == "connecting"

    def test_who_calls_back_at_that_moment_answers(self, alices: Page, bobs: Page) -> None:
        call = alices.place("bob")
        bobs.place("alice")
        assert (bobs.last.call, bobs.last.state, alices.last.state) == (call, "connecting", "connecting")
        assert not the_call().quiet
        assert bobs.route
        assert alices.route

    def test_somebody_in_a_call_is_busy_all_the_same(
        self, alices: Page, bobs: Page, bob: User, charlie: User, open_page: OpenPage
    ) -> None:
        befriend(bob, charlie)
        open_page(charlie).accept(bobs.place("charlie"))
        alices.place("bob")
        assert alices.last.reason == "busy"

    def test_presence_stays_as_it_is(self, alice: User, bob: User) -> None:
        assert visibility.presence_of({bob.pk}, alice.pk) == {"bob": "online"}

    def test_switched_off_while_it_rings_it_stays_quiet(self, alices: Page, bobs: Page, bob: User) -> None:
        alices.place("bob")
        switch(bob, False)
        assert bobs.heard == []

    def test_a_block_meanwhile_makes_it_a_shadow(self, alices: Page, bobs: Page, bob: User) -> None:
        alices.place("bob")
        contacts.block(bob, "alice")
        assert (the_call().shadow, alices.last.state) == (True, "ringing")
        pass_time(46)
        expire_due()
        assert history.history(bob.pk)["unseen"] == 0
        assert not bobs.states()


class TestSwitchedOnWhileItRings:
    def test_it_stops_at_the_callees_and_goes_on_at_the_callers(
        self, alices: Page, bobs: Page, bob: User
    ) -> None:
        alices.place("bob")
        alices.heard.clear()
        switch(bob, True)
        assert (bobs.last.state, bobs.last.reason) == ("ended", "declined")
        assert alices.heard == []
        assert Call.objects.get().state == "ringing"
        pass_time(46)
        expire_due()
        assert (alices.last.reason, history.history(bob.pk)["unseen"]) == ("missed", 1)

    def test_what_one_has_placed_oneself_goes_on(self, alices: Page, bobs: Page, bob: User) -> None:
        call = bobs.place("alice")
        switch(bob, True)
        alices.accept(call)
        assert bobs.last.state == "connecting"

    def test_a_call_that_was_answered_goes_on(self, alices: Page, bobs: Page, bob: User) -> None:
        bobs.accept(alices.place("bob"))
        switch(bob, True)
        assert bobs.last.state == "connecting"
