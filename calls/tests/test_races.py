"""Two wishes at once: the first commit wins, the second is told what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from calls import clock, lookup, transitions
from calls.deadlines import expire_due
from calls.states import Reason, State
from calls.tests.cast import Page, pass_time, the_call


def test_a_late_cancel_hangs_up(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.report(call)
    alices.hang_up(call)
    assert (the_call().reason, bobs.last.ended_by) == (Reason.COMPLETED, "peer")


def test_an_accept_after_the_cancel_finds_it_cancelled(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    alices.hang_up(call)
    bobs.accept(call)
    assert (bobs.last.reason, bobs.last.seat) == ("cancelled", "none")


def test_a_decline_after_an_accept_changes_nothing(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.decline(call)
    assert the_call().state == State.CONNECTING


StaleFirst = Callable[[], None]


@pytest.fixture
def stale_first(monkeypatch: pytest.MonkeyPatch) -> StaleFirst:
    """The next service reads the call as it is now, whatever happens until then: it will be overtaken."""

    def remember() -> None:
        real = lookup.load
        with transaction.atomic():
            stale = [real(the_call().pk)]
        monkeypatch.setattr(lookup, "load", lambda call_id: stale.pop() if stale else real(call_id))

    return remember


def cancel_unseen() -> None:
    transitions.end(the_call(), Reason.CANCELLED, clock.now())


def accept_unseen() -> None:
    transitions.move(the_call(), State.CONNECTING, clock.now() + timedelta(seconds=20))


def test_an_overtaken_accept_finds_the_cancel(alices: Page, bobs: Page, stale_first: StaleFirst) -> None:
    call = alices.place("bob")
    stale_first()
    cancel_unseen()
    bobs.accept(call)
    assert (the_call().reason, the_call().version) == (Reason.CANCELLED, 2)
    assert not the_call().callee.seated
    assert [(state.state, state.reason) for state in bobs.states()] == [("ended", "cancelled")]


def test_an_overtaken_cancel_finds_the_accept(alices: Page, bobs: Page, stale_first: StaleFirst) -> None:
    call = alices.place("bob")
    stale_first()
    accept_unseen()
    alices.hang_up(call)
    assert the_call().reason == Reason.FAILED
    assert [state.reason for state in bobs.states()] == ["failed"]


def test_an_overtaken_deadline_ends_nothing(alices: Page, bobs: Page, stale_first: StaleFirst) -> None:
    alices.place("bob")
    pass_time(46)
    stale_first()
    transitions.change(the_call(), deadline=clock.now() + timedelta(seconds=20), state=State.CONNECTING)
    assert expire_due() == 0
    assert the_call().state == State.CONNECTING


def test_a_change_of_what_is_gone_is_overtaken(alices: Page, bobs: Page) -> None:
    still = datetime.fromisoformat("2030-01-01T00:00:00+00:00")
    alices.place("bob")
    one, other = the_call(), the_call()
    transitions.end(one, Reason.CANCELLED, still)
    with pytest.raises(transitions.Overtaken):
        transitions.end(other, Reason.MISSED, still)
    with pytest.raises(ValueError, match="does not go from ended"):
        transitions.end(one, Reason.MISSED, still)
    assert the_call().reason == Reason.CANCELLED
