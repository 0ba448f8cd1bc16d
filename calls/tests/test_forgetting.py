"""Old calls are forgotten where the operator says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from calls import clock, history
from calls.models import Call, CallReport, Participant
from calls.tests.cast import Page, pass_time

DAY = 24 * 3600


def old_call(alices: Page, bobs: Page, days: float) -> str:
    """One that ended so many days ago, with a report."""
    call = alices.place("bob")
    bobs.accept(call)
    alices.hang_up(call)
    now = clock.now()
    mine = Participant.objects.get(call__id=call, role="caller")
    CallReport.objects.create(participant=mine, epoch=1, outcome="connected", created_at=now, updated_at=now)
    Call.objects.filter(pk=call).update(ended_at=now - timedelta(days=days))
    return call


def test_what_is_too_old_goes_with_its_people_and_reports(alices: Page, bobs: Page, settings: Any) -> None:
    settings.HISTORY_DAYS = 30
    old_call(alices, bobs, 30.1)
    young = old_call(alices, bobs, 29.9)
    assert history.forget_old() == 1
    assert [str(call.pk) for call in Call.objects.all()] == [young]
    assert (Participant.objects.count(), CallReport.objects.count()) == (2, 1)
    assert history.forget_old() == 0


def test_a_call_that_goes_on_stays(alices: Page, bobs: Page, settings: Any) -> None:
    settings.HISTORY_DAYS = 1
    alices.place("bob")
    pass_time(3 * DAY)
    assert history.forget_old() == 0


def test_by_default_nothing_is_forgotten(alices: Page, bobs: Page) -> None:
    old_call(alices, bobs, 10_000)
    assert history.forget_old() == 0
    assert Call.objects.count() == 1


def test_many_go_some_at_a_time(alices: Page, bobs: Page, settings: Any, monkeypatch: Any) -> None:
    settings.HISTORY_DAYS = 1
    monkeypatch.setattr(history, "AT_ONCE", 2)
    for _ in range(3):
        old_call(alices, bobs, 2)
    assert [history.forget_old() for _ in range(3)] == [2, 1, 0]
