"""A call costs the database a handful of queries."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from calls.deadlines import expire_due
from calls.presence import renew_lease, sweep
from calls.snapshots import live_snapshots
from calls.tests.cast import WORKER, Page
from calls.visibility import presence_of


def test_each_step_of_a_call(
    alices: Page, bobs: Page, settings: Any, django_assert_max_num_queries: Any
) -> None:
    settings.CALLS_PER_MINUTE = 20
    transaction = 2  # BEGIN and COMMIT are counted on SQLite
    with django_assert_max_num_queries(transaction + 10):
        call = alices.place("bob")
    with django_assert_max_num_queries(transaction + 6):
        bobs.accept(call)
    with django_assert_max_num_queries(transaction + 4):
        bobs.report(call)
    with django_assert_max_num_queries(transaction + 4):
        alices.hang_up(call)


def test_what_happens_every_second_is_cheap(alices: Page, django_assert_max_num_queries: Any) -> None:
    for work in (expire_due, sweep, lambda: renew_lease(WORKER)):
        with django_assert_max_num_queries(1):
            work()


def test_what_is_asked_for_often_is_cheap(
    alice: User, bob: User, alices: Page, bobs: Page, django_assert_max_num_queries: Any
) -> None:
    alices.place("bob")
    with django_assert_max_num_queries(1):
        live_snapshots(alice.pk, alices.actor.device_id)
    with django_assert_max_num_queries(4):
        presence_of({bob.pk}, alice.pk)
