"""Why calls fail, counted: how those of the last days ended, and what the pages of failed ones reported."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from calls import clock
from calls.explanations import LOSSY, Finding, finding
from calls.labels import LABELS
from calls.models import Call, CallReport
from calls.states import Reason, State

FAILED = (Reason.FAILED, Reason.LOST)


class Cause(NamedTuple):
    finding: Finding
    calls: int


class Overview(NamedTuple):
    """The calls that ended in so many days. Shares are per cent of the seats that connected."""

    days: int
    reasons: list[tuple[str, int]]
    causes: list[Cause]
    unexplained: int  # failed, and no page said a word
    connected: int  # seats
    relayed: int
    lossy: int
    problems: list[tuple[str, int]]  # with camera and microphone, by seats


def failed(calls: QuerySet[Call]) -> QuerySet[Call]:
    return calls.filter(reason__in=FAILED)


def relayed(calls: QuerySet[Call]) -> QuerySet[Call]:
    relay = Q(local="relay") | Q(remote="relay")
    return calls.filter(pk__in=CallReport.objects.filter(relay).values("participant__call"))


def lossy(calls: QuerySet[Call]) -> QuerySet[Call]:
    return calls.filter(pk__in=CallReport.objects.filter(loss__gte=LOSSY).values("participant__call"))


def overview(days: int) -> Overview:
    since = clock.now() - timedelta(days=days)
    calls = Call.objects.filter(state=State.ENDED, placed_at__gte=since)
    reports = CallReport.objects.filter(participant__call__in=calls)
    causes, unexplained = _causes(failed(calls))
    reached = reports.exclude(setup_ms=None)
    return Overview(
        days=days,
        reasons=_counted(calls.order_by(), "reason"),
        causes=causes,
        unexplained=unexplained,
        connected=reached.count(),
        relayed=_percent(reached.filter(Q(local="relay") | Q(remote="relay")).count(), reached.count()),
        lossy=_percent(reached.filter(loss__gte=LOSSY).count(), reached.count()),
        problems=_counted(reports.exclude(problem=""), "problem"),
    )


def _counted(rows: QuerySet[Call] | QuerySet[CallReport], name: str) -> list[tuple[str, int]]:
    found = rows.values_list(name).annotate(number=Count("pk")).order_by("-number", name)
    return [(str(LABELS.get(value, value)), number) for value, number in found]


def _causes(calls: QuerySet[Call]) -> tuple[list[Cause], int]:
    """Each failed call counts once, under the cause that says most, by its newest epoch."""
    rows = CallReport.objects.filter(participant__call__in=calls).select_related("participant")
    newest: dict[object, CallReport] = {}
    for row in rows.order_by("epoch"):
        newest[row.participant_id] = row
    findings: dict[object, list[Finding]] = {}
    for row in newest.values():
        if found := finding(row):
            findings.setdefault(row.participant.call_id, []).append(found)
    chosen = [min(found, key=lambda one: _TELLING.index(one.key)) for found in findings.values()]
    numbers = Counter(found.key for found in chosen)
    named = {found.key: found for found in chosen}
    causes = [Cause(named[key], number) for key, number in numbers.most_common()]
    return causes, calls.count() - len(chosen)


# What one side knows best comes first: *heard nothing* is only the other end of *had no address*.
_TELLING = [
    *("relay_refused", "relay_full", "no_relay", "relay_unreachable", "relay_useless"),
    *("dtls_failed", "no_candidates", "lost", "no_signals", "connecting"),
]


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
