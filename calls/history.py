"""A person's own list of past calls. What one person deletes stays on the other's list."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import TypedDict

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from calls import clock
from calls.models import Call, Participant
from calls.states import SHOWN_AS_MISSED, Role, State

NEWEST = 100
AT_ONCE = 200  # old calls deleted in one transaction


class PersonEntry(TypedDict):
    username: str
    name: str


class Entry(TypedDict):
    """One call; `person` is none once their account is deleted, `seconds` none if media never flowed."""

    id: str
    person: PersonEntry | None
    direction: str
    media: str
    outcome: str
    missed: bool
    seen: bool
    placed_at: str
    seconds: int | None


class History(TypedDict):
    calls: list[Entry]
    unseen: int


def history(user_id: int) -> History:
    """The newest calls that have ended, newest first, and how many missed ones were never looked at."""
    rows = list(_kept(user_id).select_related("call").order_by("-call__placed_at", "-pk")[:NEWEST])
    others = _others(rows)
    return {
        "calls": [_entry(row, others.get(row.call_id)) for row in rows],
        "unseen": _kept(user_id).filter(seen=False).count(),
    }


def mark_seen(user_id: int) -> None:
    """The person has looked at the list."""
    Participant.objects.filter(user_id=user_id, seen=False).update(seen=True)


def delete(user_id: int, call_id: uuid.UUID) -> bool:
    """Take one call off this person's list; False when it is not on it."""
    return _hide(_kept(user_id).filter(call_id=call_id)) > 0


def clear(user_id: int) -> None:
    """Take every call off this person's list."""
    _hide(_kept(user_id))


def forget_old() -> int:
    """Delete some of the calls that ended longer ago than the operator keeps them (HISTORY_DAYS), with what
    pages reported of them; any number of processes may do so at once. Says how many went."""
    if not settings.HISTORY_DAYS:
        return 0
    before = clock.now() - timedelta(days=settings.HISTORY_DAYS)
    old = Call.objects.filter(state=State.ENDED, ended_at__lt=before).order_by("ended_at")
    ids = list(old.values_list("pk", flat=True)[:AT_ONCE])
    Call.objects.filter(pk__in=ids).delete()
    return len(ids)


def _kept(user_id: int) -> QuerySet[Participant]:
    return Participant.objects.filter(user_id=user_id, hidden=False, call__state=State.ENDED)


def _others(rows: Iterable[Participant]) -> dict[uuid.UUID, Participant]:
    """The other person's part of each of these calls, by call."""
    mine = {row.pk for row in rows}
    both = Participant.objects.filter(call__in=[row.call_id for row in rows]).select_related("user")
    return {row.call_id: row for row in both if row.pk not in mine}


def _entry(mine: Participant, other: Participant | None) -> Entry:
    call, user = mine.call, other.user if other else None
    incoming = mine.role == Role.CALLEE
    return {
        "id": str(call.pk),
        "person": {"username": user.username, "name": user.name} if user else None,
        "direction": "incoming" if incoming else "outgoing",
        "media": call.media,
        "outcome": call.reason,
        "missed": incoming and call.reason in SHOWN_AS_MISSED,
        "seen": mine.seen,
        "placed_at": call.placed_at.isoformat(),
        "seconds": _seconds(call),
    }


def _seconds(call: Call) -> int | None:
    if call.connected_at is None or call.ended_at is None:
        return None
    return round((call.ended_at - call.connected_at).total_seconds())


@transaction.atomic
def _hide(rows: QuerySet[Participant]) -> int:
    """A call that nobody keeps is gone for good."""
    calls = list(rows.values_list("call_id", flat=True))
    hidden = rows.update(hidden=True, seen=True)
    kept = Participant.objects.filter(call__in=calls, hidden=False, user__isnull=False)
    Call.objects.filter(pk__in=calls).exclude(pk__in=kept.values("call_id")).delete()
    return hidden
