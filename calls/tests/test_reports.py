"""What pages report of their media: kept once a seat and epoch, and from the seat alone."""

from __future__ import annotations

from typing import Any

import pytest

from calls import reports
from calls.models import Call, CallReport, Device
from calls.report_message import CallReport as Message
from calls.tests.cast import Page, the_call

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"


@pytest.fixture
def call(alices: Page, bobs: Page) -> str:
    """Bob has accepted."""
    call = alices.place("bob")
    bobs.accept(call)
    return call


def report(page: Page, call: str, epoch: int = 1, outcome: Any = "connected", **fields: Any) -> None:
    reports.keep(page.actor, Message(call, epoch, outcome, **fields))


def test_a_report_is_kept_with_the_browser_of_its_page(alices: Page, call: str) -> None:
    Device.objects.filter(pk=alices.device).update(user_agent=FIREFOX)
    report(alices, call, local="host", remote="relay", transport="udp", setup_ms=700, loss=0.5)
    row = CallReport.objects.get()
    assert (row.participant.role, row.epoch, row.outcome) == ("caller", 1, "connected")
    assert (row.local, row.remote, row.setup_ms, row.loss) == ("host", "relay", 700, 0.5)
    assert (row.browser, row.system) == ("Firefox 153", "Linux")


def test_a_later_report_takes_the_place_of_the_earlier(alices: Page, bobs: Page, call: str) -> None:
    report(alices, call, gathered=["host", "relay", "host"], errors=[701, 701], setup_ms=400)
    report(alices, call, outcome="lost", loss=12.5, restarts=3)
    report(bobs, call)
    row = CallReport.objects.get(participant__role="caller")
    assert (row.outcome, row.loss, row.restarts) == ("lost", 12.5, 3)
    assert (row.gathered, row.errors) == ("", "")
    assert row.updated_at >= row.created_at
    assert CallReport.objects.count() == 2


def test_lists_are_kept_without_doubles(alices: Page, call: str) -> None:
    report(alices, call, gathered=["host", "relay", "host"], errors=[701, 401, 701])
    row = CallReport.objects.get()
    assert (row.gathered, row.errors) == ("host relay", "701 401")


def test_each_epoch_has_its_own(alices: Page, bobs: Page, call: str) -> None:
    report(alices, call, outcome="ice_failed")
    bobs.drop()
    bobs.open()
    bobs.rejoin(call)
    bobs.report(call)
    report(alices, call, epoch=2)
    assert sorted(CallReport.objects.values_list("epoch", "outcome")) == [(1, "ice_failed"), (2, "connected")]
    report(alices, call, epoch=3)
    assert CallReport.objects.count() == 2, "an epoch that there is not"


def test_after_the_end_the_seats_still_report(alices: Page, bobs: Page, call: str) -> None:
    alices.hang_up(call)
    report(alices, call)
    report(bobs, call, outcome="lost")
    assert CallReport.objects.count() == 2


def test_nobody_else_reports(alices: Page, bobs: Page, charlie: Any, open_page: Any, call: str) -> None:
    report(open_page(bobs.user), call)
    report(open_page(charlie), call)
    report(alices, "no-id")
    report(alices, "6f1c2a52-1d0b-4c8e-9d0b-0a9f5d2f7c11")
    assert not CallReport.objects.exists()


def test_a_call_that_was_not_answered_has_no_report(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    report(alices, call)
    alices.hang_up(call)
    report(alices, call)
    assert not CallReport.objects.exists()


def test_reports_go_with_their_call_and_stay_when_an_account_goes(
    alices: Page, bobs: Page, call: str
) -> None:
    report(alices, call)
    report(bobs, call)
    bobs.user.delete()
    assert CallReport.objects.count() == 2
    the_call().delete()
    assert not Call.objects.exists()
    assert not CallReport.objects.exists()
