"""The only writer of a call's state. Every change is one conditional update with one winner, and raises
the version by one; `tell` then hands the news to every open page of both people."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ParamSpec, TypeVar, cast

from django.db import IntegrityError, OperationalError, transaction

from accounts.prepared import update
from calls import lookup, metrics, snapshots
from calls.clock import milliseconds
from calls.messages import MediaKind, Ring, Ringing
from calls.models import Call, Device, Participant
from calls.outgoing import Delivery, send_after_commit, touch_after_commit
from calls.states import SHOWN_AS_MISSED, Reason, State, may_follow

P = ParamSpec("P")
R = TypeVar("R")

_ATTEMPTS = 6
# PostgreSQL's codes for a deadlock and for a transaction to be run again.
_RUN_AGAIN = frozenset({"40P01", "40001"})


class Overtaken(Exception):
    """The call changed between our reading it and our changing it."""


def settled(function: Callable[P, R]) -> Callable[P, R]:
    """Run in one transaction; when another one won (a unique constraint, a conditional update), run again
    in a new one, which then finds what really happened."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, _ATTEMPTS):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except (IntegrityError, Overtaken):
                time.sleep(0.002 * attempt)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", None) not in _RUN_AGAIN:
                    raise
        with transaction.atomic():
            return function(*args, **kwargs)

    return run


def change(call: Call, **values: object) -> None:
    """One event in the call's life: these columns change, the version rises by one."""
    if not update(Call, _as_read(call), values, more="version = version + 1"):
        raise Overtaken
    call.version += 1
    for name, value in values.items():
        setattr(call, name, value)


def hide(call: Call) -> None:
    """From now on only the caller knows of this call. It is no event: a version that rises while nothing
    happens would tell the caller of the block."""
    if not update(Call, _as_read(call), {"shadow": True}):
        raise Overtaken
    call.shadow = True


def quieten(call: Call) -> None:
    """From now on it rings for the caller alone, as ordinarily as before: no event either."""
    if not update(Call, _as_read(call), {"quiet": True}):
        raise Overtaken
    call.quiet = True


def _as_read(call: Call) -> dict[str, object]:
    """What names the call's row, if it is still as we read it."""
    names = ("state", "version", "shadow", "quiet")
    return {"id": call.pk} | {name: getattr(call, name) for name in names}


def move(call: Call, after: State, deadline: datetime | None, **values: object) -> None:
    """The call enters a new state, which is over by itself at `deadline`. Quiet was only its ring."""
    if not may_follow(State(call.state), after):
        raise ValueError(f"A call does not go from {call.state} to {after}.")
    change(call, state=after, deadline=deadline, quiet=False, **values)


def end(call: Call, reason: Reason, now: datetime, by: int | None = None) -> None:
    """The call is over: its seats are free, and it shows as missed where it should."""
    move(call, State.ENDED, None, reason=reason, ended_at=now, ended_by_id=by)
    update(Participant, {"call": call.pk}, {"seated": False, "absent_until": None, "moving": False})
    for participant in (call.caller, call.callee):
        participant.seated, participant.absent_until, participant.moving = False, None, False
    if reason in SHOWN_AS_MISSED and not call.shadow:
        update(Participant, {"id": call.callee.pk}, {"seen": False})
    touch_after_commit(people_of(call))
    metrics.ended(reason)


def reason_when_left(call: Call, user_id: int) -> Reason:
    """How a call ends when this person leaves it now."""
    if call.state == State.RINGING:
        return Reason.CANCELLED if call.caller.user_id == user_id else Reason.DECLINED
    return Reason.COMPLETED if call.connected_at else Reason.FAILED


def edit(participant: Participant, **values: object) -> None:
    """Change columns of one participant, in the database and in hand."""
    update(Participant, {"id": participant.pk}, values)
    for name, value in values.items():
        setattr(participant, name, value)


def take_seat(participant: Participant, device: Device, **values: object) -> None:
    """The person sits down at this device."""
    edit(
        participant,
        seated=True,
        device=device,
        connection=device.connection,
        absent_until=None,
        **values,
    )


def people_of(call: Call) -> list[int]:
    """The ids of both people whose accounts still are."""
    return [person for person in (call.caller.user_id, call.callee.user_id) if person is not None]


def online_devices(call: Call, now: datetime) -> list[Device]:
    """The open pages of both people."""
    people = people_of(call)
    return lookup.pages_of_two(people[0], people[-1], now) if people else []


def tell(call: Call, now: datetime, devices: Sequence[Device] | None = None) -> None:
    """Send the call's state to every open page of both people, each as it may see it."""
    pages = online_devices(call, now) if devices is None else devices
    send_after_commit([_news(call, page, now) for page in pages if _may_hear(call, page)])


def tell_one(call: Call, user_id: int, device_id: str, now: datetime) -> None:
    """Send the call's state to one page that asked."""
    page = Device.objects.filter(pk=device_id, user_id=user_id).exclude(connection="").first()
    if page:
        send_after_commit([_news(call, page, now)])


def ring(call: Call, now: datetime, devices: Sequence[Device]) -> None:
    """Tell of a new call: the callee's pages ring, the caller's learn what became of it."""
    caller_pages = [page for page in devices if page.user_id == call.caller.user_id]
    callee_pages = [page for page in devices if page.user_id == call.callee.user_id and not call.unheard]
    ms_left = milliseconds((call.deadline or now) - now)
    caller, media = snapshots.person(call.caller), cast(MediaKind, str(call.media))
    bell = Ring(str(call.pk), caller, media, ms_left, call.caller.device_id or "", call.callee.relay_only)
    send_after_commit(
        [
            *(_news(call, page, now) for page in caller_pages),
            *(Delivery(page.pk, page.worker_id or "", bell) for page in callee_pages),
            *ringing(call, caller_pages),
        ]
    )


def ringing(call: Call, devices: Sequence[Device]) -> list[Delivery]:
    """The word to the caller's seat that a page of the callee shows the ring."""
    seat = [page for page in devices if call.reached and page.pk == call.caller.device_id]
    return [Delivery(page.pk, page.worker_id or "", Ringing(str(call.pk))) for page in seat]


def _may_hear(call: Call, page: Device) -> bool:
    return page.user_id == call.caller.user_id or not call.unheard


def _news(call: Call, page: Device, now: datetime) -> Delivery:
    message = snapshots.state_message(call, page.user_id, page.pk, now)
    return Delivery(page.pk, page.worker_id or "", message, snapshots.route_for(call, page.pk))
