"""Finding calls: loaded whole, locked against others' changes, shown only to those who may see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from accounts.prepared import Prepared
from calls.models import Call, Device, Participant
from calls.states import LIVE, Role, State


def load(call_id: uuid.UUID) -> Call | None:
    """The call with its people, in one query, its rows locked until the transaction ends."""
    return next(iter(assemble(_locked(call_id))), None)


def visible(user_id: int, call_id: str) -> Call | None:
    """The call, locked, if this person may know of it: the one gate for everything a client names.

    A shadow call does not exist for its callee, nor does one that rings in quiet.
    """
    known = _id(call_id)
    call = load(known) if known else None
    return call if call is not None and _may_see(call, user_id) else None


def live_calls(user_id: int) -> list[Call]:
    """This person's calls that have not ended, as far as they may know of them; not locked."""
    return [call for call in assemble(_live(user_id)) if _may_see(call, user_id)]


def quiet_calls(user_id: int) -> list[Call]:
    """Those that ring for somebody who is not to be disturbed; not locked."""
    return [call for call in assemble(_live(user_id)) if call.quiet and call.callee.user_id == user_id]


def ended_lately(user_id: int, most: int) -> list[str]:
    """Those of this person's newest calls that have ended: so many are looked at."""
    newest = Participant.objects.filter(user_id=user_id).order_by("-pk")
    calls = newest.values_list("call_id", "call__state")[:most]
    return [str(call) for call, state in calls if state == State.ENDED]


def calls_by_id(user_id: int, call_ids: Iterable[str]) -> list[Call]:
    """These calls, live or ended, as far as this person may know of them; not locked."""
    rows = whole().filter(call_id__in=[known for call_id in call_ids if (known := _id(call_id))])
    return [call for call in assemble(rows) if _may_see(call, user_id)]


def online(devices: QuerySet[Device], now: object) -> QuerySet[Device]:
    """Those with a socket on a server process that lives."""
    return devices.exclude(connection="").filter(worker__lease_until__gt=now)


def pages_of_two(one: int, other: int, now: datetime) -> list[Device]:
    """The open pages of these people."""
    return _pages_of_two(one, other, now)


def page(device_id: str, user_id: int) -> Device | None:
    """This page of this person, if it has a socket; its row locked."""
    return next(iter(_page(device_id, user_id)), None)


def _id(text: str) -> uuid.UUID | None:
    """The id a client named; none if it is not well-formed."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def whole() -> QuerySet[Participant]:
    """Both rows of calls, with all that `assemble` makes calls of."""
    return Participant.objects.select_related("call", "user", "device").order_by("pk")


_locked = Prepared(
    lambda call: whole().filter(call_id=call).select_for_update(of=("self", "call"), no_key=True), uuid.UUID
)
_live = Prepared(
    lambda user: whole().filter(call__participants__user_id=user, call__state__in=sorted(LIVE)), int
)
_pages_of_two = Prepared(
    lambda one, other, now: online(Device.objects.filter(user_id__in=(one, other)), now), int, int, datetime
)
_page = Prepared(
    lambda device, user: (
        Device.objects.select_for_update(no_key=True).filter(pk=device, user_id=user).exclude(connection="")
    ),
    *(str, int),
)


def assemble(rows: Iterable[Participant]) -> list[Call]:
    """The calls of these rows, each with its caller and callee in hand."""
    calls: dict[uuid.UUID, Call] = {}
    for row in rows:
        row.call = calls.setdefault(row.call_id, row.call)
        if row.role == Role.CALLER:
            row.call.caller = row
        else:
            row.call.callee = row
    return list(calls.values())


def _may_see(call: Call, user_id: int) -> bool:
    if call.caller.user_id == user_id:
        return True
    return call.callee.user_id == user_id and not call.unheard
