"""Calls that end because time ran out: a state's own deadline, or a seat without a socket for too long."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from calls import clock, lookup
from calls.models import Call, Participant, Worker
from calls.states import (
    ABSENT_TIME,
    BROKEN,
    CALLER_ABSENT_TIME,
    CONNECTING_TIME,
    HEARING_TIME,
    LEASE,
    RECONNECTING_TIME,
    RENEWAL,
    Reason,
    State,
)
from calls.transitions import change, end, settled, tell

_TIME_OUT = {
    State.RINGING: Reason.MISSED,
    State.CONNECTING: Reason.FAILED,
    State.ACTIVE: Reason.COMPLETED,  # the longest a call may be
    State.RECONNECTING: Reason.LOST,
}
_ABSENCE = {
    State.RINGING: Reason.CANCELLED,
    State.CONNECTING: Reason.FAILED,
    State.ACTIVE: Reason.LOST,
    State.RECONNECTING: Reason.LOST,
}

_USUAL_TIME = {State.CONNECTING: CONNECTING_TIME, State.RECONNECTING: RECONNECTING_TIME}


def expire_due() -> int:
    """End every call whose time has come and say how many; any number of processes may do this at once."""
    now = clock.now()
    overdue = Call.objects.filter(deadline__lte=now).order_by().values_list("pk")
    deserted = Participant.objects.filter(seated=True, absent_until__lte=now).values_list("call_id")
    return sum(_expire(call_id) for (call_id,) in overdue.union(deserted))


@settled
def _expire(call_id: uuid.UUID) -> bool:
    call = lookup.load(call_id)
    now = clock.now()
    if call is None or not end_if_due(call, now):
        return False
    tell(call, now)
    return True


def end_if_due(call: Call, now: datetime) -> bool:
    """End the call if its time has come; whoever asks for anything later finds it ended."""
    if call.state == State.ENDED:
        return False
    if call.deadline is not None and call.deadline <= now:
        if call.state in _USUAL_TIME and _is_unheard(call, now):
            return False
        end(call, _TIME_OUT[State(call.state)], now)
        return True
    for participant in (call.caller, call.callee):
        if participant.absent_until is not None and participant.absent_until <= now:
            by = participant.user_id if call.state == State.RINGING else None
            end(call, _ABSENCE[State(call.state)], now, by)
            return True
    return False


def _is_unheard(call: Call, now: datetime) -> bool:
    """Whether the process that serves one of the pages is late with its lease: if it is dead or stands still,
    what the page said did not arrive. When its pages are taken for lost, they are waited for (`wait_for`)."""
    late = now + LEASE - RENEWAL - timedelta(seconds=2)
    silent = Worker.objects.filter(lease_until__lte=late)
    pages = [seat.device_id for seat in (call.caller, call.callee) if seat.seated]
    return silent.filter(devices__in=[page for page in pages if page]).exists()


def begin_absence(device_ids: list[str], now: datetime, heard: datetime | None = None) -> None:
    """These pages have lost their socket: the seats they hold are kept for a while only.

    `heard`: when anything was last heard of them, which may be well before the socket was given up.
    """
    for seat in Participant.objects.filter(device_id__in=device_ids, seated=True).select_related("call"):
        _begin(seat, now, heard or now)


def wait_for(device_ids: list[str], now: datetime) -> None:
    """These pages lost their socket by the end of its server process: until they are back, nobody hears
    whether the connections they were making have come about."""
    until = now + RECONNECTING_TIME
    seats = Participant.objects.filter(device_id__in=device_ids, seated=True).values("call_id")
    connecting = Call.objects.filter(pk__in=seats, state__in=_USUAL_TIME, deadline__lt=until)
    connecting.update(version=F("version") + 1, deadline=until)


def begin_all_absences_anew(now: datetime) -> None:
    """After a start with nobody connected: everybody gets the full time to come back."""
    _begin_anew(Participant.objects.filter(seated=True), now)


def hear_out(call: Call, now: datetime) -> None:
    """A seated page came back: before a call ends that may connect well, it is given time to say so. Once
    both are there, it need not last longer than any other."""
    usual = _USUAL_TIME.get(State(call.state))
    if usual is None or call.deadline is None:
        return
    both = call.caller.absent_until is None and call.callee.absent_until is None
    until = max(call.deadline, now + HEARING_TIME)
    if both:
        until = min(until, now + usual)
    if until != call.deadline:
        change(call, deadline=until)


@settled
def forgive_silence() -> None:
    """After a time in which no page could be heard (calls/outage.py): those who were away already get the
    full time again."""
    _begin_anew(Participant.objects.filter(seated=True, absent_until__isnull=False), clock.now())


def _begin_anew(absent: QuerySet[Participant], now: datetime) -> None:
    """Nobody could say how their media are: what was connecting may be a conversation by now. So the longest
    time counts, until the pages are back (`hear_out`)."""
    ringing = Q(call__state=State.RINGING)
    absent.filter(ringing).update(absent_until=now + CALLER_ABSENT_TIME)
    absent.exclude(ringing).update(absent_until=now + ABSENT_TIME)
    calls = Call.objects.filter(state__in=_USUAL_TIME)
    calls.update(version=F("version") + 1, deadline=now + ABSENT_TIME)


def _begin(seat: Participant, now: datetime, heard: datetime) -> None:
    """The long time counts from the page's last word: else a silent death would last longer by the time it
    takes to notice it."""
    if seat.call.state == State.RINGING:
        until = now + CALLER_ABSENT_TIME
    elif seat.link in BROKEN or seat.call.state == State.RECONNECTING:
        until = now + RECONNECTING_TIME
    else:
        until = heard + ABSENT_TIME
    Participant.objects.filter(pk=seat.pk, seated=True).update(absent_until=until)
