"""How often somebody may call. The database counts what was placed, so a limit holds across processes and
restarts; what places no new call (the same attempt again, an answer to the other's ring) is free."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from accounts.prepared import Prepared
from calls.asking import Refused
from calls.models import Participant, pair_of
from calls.states import Role

_WINDOW = timedelta(minutes=1)


def check(caller_id: int, callee_id: int, now: datetime) -> None:
    """Refuses with `rate_limited` who placed CALLS_PER_MINUTE calls in the last minute, or
    CALLS_PER_MINUTE_TO_ONE to this person."""
    if not settings.CALLS_PER_MINUTE and not settings.CALLS_PER_MINUTE_TO_ONE:
        return
    placed = [placing.call for placing in _placed_since(caller_id, now - _WINDOW)]
    to_one = [call.placed_at for call in placed if call.pair == pair_of(caller_id, callee_id)]
    _check([call.placed_at for call in placed], settings.CALLS_PER_MINUTE, now)
    _check(to_one, settings.CALLS_PER_MINUTE_TO_ONE, now)


_placed_since = Prepared(
    lambda caller, since: Participant.objects.filter(
        user_id=caller, role=Role.CALLER, call__placed_at__gt=since
    ).select_related("call"),
    *(int, datetime),
)


def _check(moments: list[datetime], limit: int, now: datetime) -> None:
    if limit and len(moments) >= limit:
        room = sorted(moments)[-limit] + _WINDOW
        raise Refused("rate_limited", (room - now).total_seconds())
