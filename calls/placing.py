"""Placing a call: it rings, answers the other's call (glare), ends busy, rings as a shadow, or in quiet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from accounts import contacts, gate
from accounts.models import User
from accounts.prepared import Prepared, insert
from calls import clock, frequency, lookup, metrics
from calls.asking import (
    Actor,
    Refused,
    asking_page,
    is_over,
    lock_people,
    ran_out,
    refuse_without_relay,
    visible,
)
from calls.models import Call, Device, Participant, pair_of
from calls.outgoing import touch_after_commit
from calls.seats import answer
from calls.states import Media, Reason, Role, State
from calls.transitions import Overtaken, online_devices, ring, tell, tell_one

# A doubled start_call to somebody busy within this time is told of the first one's end.
_SAME_ATTEMPT = timedelta(seconds=2)


def place(actor: Actor, to: str, media: str, ref: str) -> None:
    """Call the person named `to`. If they are calling us at this moment, that call is accepted instead."""
    callee = contacts.find(to)
    if callee is None or callee.pk == actor.user_id:
        raise Refused("not_contact")
    page = asking_page(actor)
    people = lock_people([actor.user_id, callee.pk])
    caller, callee = people[actor.user_id], people.get(callee.pk, callee)
    if ref and _placed_before(actor, ref):
        return
    # Before anything else is looked at: to be told "in_call" about a stranger would tell that they exist.
    standing = gate.Standing.of(caller.pk, callee.pk)
    unheard = _must_be_shadow(standing, caller, callee)
    now = clock.now()
    seats = _seats(caller, callee, now)
    their_call = seats[callee.pk].call if callee.pk in seats else None
    if caller.pk in seats:
        _place_again(actor, seats[caller.pk], callee, now)
    elif their_call is not None and _calls_me(their_call, caller, callee):
        answer(_whole(their_call), page, media, now, ref)
    else:
        frequency.check(caller.pk, callee.pk, now)
        call = _new_call(page, caller, callee, media, now, ref)
        call.caller.relay_only, call.callee.relay_only = standing.hides(caller), standing.hides(callee)
        if unheard or their_call is None or _calls_me_unheard(their_call, caller, callee):
            _start(call, now, shadow=unheard)
        else:
            _end_busy(call, now)


def _placed_before(actor: Actor, ref: str) -> bool:
    """Whether this very attempt arrived already; the page is told what became of it, also once it is over."""
    first = Participant.objects.filter(user_id=actor.user_id, ref=ref).values_list("call_id").first()
    if first is None:
        return False
    now = clock.now()
    call = visible(actor, str(first[0]))
    if not is_over(call, actor, now):
        tell_one(call, *actor, now)
    return True


def _seats(caller: User, callee: User, now: datetime) -> dict[int, Participant]:
    """The two people's seats by user id, those in calls whose time has come left out."""
    seats = {}
    for seat in _seats_of_two(caller.pk, callee.pk):
        if not _seat_is_overdue(seat, now):
            seats[seat.user_id or 0] = seat
    return seats


_seats_of_two = Prepared(
    lambda one, other: Participant.objects.filter(user_id__in=(one, other), seated=True).select_related(
        "call"
    ),
    *(int, int),
)


def _seat_is_overdue(seat: Participant, now: datetime) -> bool:
    call = lookup.load(seat.call_id) if _due(seat, now) else None
    return call is not None and ran_out(call, now)


def _due(seat: Participant, now: datetime) -> bool:
    return any(moment is not None and moment <= now for moment in (seat.call.deadline, seat.absent_until))


def _whole(call: Call) -> Call:
    """The call with its people, also one that rings here in quiet: who calls back answers it."""
    found = lookup.load(call.pk)
    if found is None:
        raise Overtaken
    return found


def _place_again(actor: Actor, seat: Participant, callee: User, now: datetime) -> None:
    """A doubled start_call is told of its first; anybody else seated must hang up before."""
    if seat.device_id != actor.device_id or seat.call.pair != pair_of(actor.user_id, callee.pk):
        raise Refused("in_call")
    tell_one(visible(actor, str(seat.call_id)), *actor, now)


def _calls_me(call: Call, me: User, other: User) -> bool:
    """Whether the other's call is ringing here: glare."""
    return call.state == State.RINGING and not call.shadow and call.pair == pair_of(me.pk, other.pk)


def _calls_me_unheard(call: Call, me: User, other: User) -> bool:
    """Whether the other's call is a shadow of one to me, who has lifted the block since. Anybody else finds
    them busy: a friend who could ring them now would tell shadows from ordinary rings."""
    return call.shadow and call.pair == pair_of(me.pk, other.pk)


def _must_be_shadow(standing: gate.Standing, caller: User, callee: User) -> bool:
    """The gate: False for contacts, True for one whom the callee blocked; refuses anybody else."""
    if standing.may_call:
        return False
    if gate.lists(caller.pk, callee.pk) and not gate.has_blocked(caller.pk, callee.pk):
        return True
    raise Refused("not_contact")


def _start(call: Call, now: datetime, shadow: bool = False) -> None:
    call.shadow = call.callee.hidden = shadow
    call.quiet = not shadow and bool(call.callee.user and call.callee.user.do_not_disturb)
    refuse_without_relay(call.caller)
    call.deadline = now + timedelta(seconds=settings.RING_SECONDS)
    devices = online_devices(call, now)
    call.reached = not shadow and any(device.user_id == call.callee.user_id for device in devices)
    _insert(call)
    ring(call, now, devices)
    touch_after_commit({call.caller.user_id or 0})


def _end_busy(call: Call, now: datetime) -> None:
    """A call that ends as it begins, and shows as missed on the callee's list."""
    before = None if call.caller.ref else _busy_just_now(call, now)
    if before is not None:
        tell_one(before, call.caller.user_id or 0, call.caller.device_id or "", now)
        return
    call.state, call.reason, call.ended_at = State.ENDED, Reason.BUSY, now
    call.caller.seated = call.callee.seen = False
    _insert(call)
    metrics.ended(call.reason)
    tell(call, now)


def _busy_just_now(call: Call, now: datetime) -> Call | None:
    """What a doubled start_call to somebody busy is told of, where its page gives it no name."""
    recent = Call.objects.filter(pair=call.pair, placed_at__gt=now - _SAME_ATTEMPT)
    mine = recent.filter(participants__device=call.caller.device_id, participants__role=Role.CALLER)
    return mine.filter(reason=Reason.BUSY).first()


def _new_call(page: Device, caller: User, callee: User, media: str, now: datetime, ref: str) -> Call:
    call = Call(pair=pair_of(caller.pk, callee.pk), media=Media(media), placed_at=now)
    call.caller = Participant(call=call, user=caller, role=Role.CALLER, seated=True, device=page, ref=ref)
    call.caller.connection = page.connection
    call.caller.audio, call.caller.video = True, call.media == Media.VIDEO
    call.callee = Participant(call=call, user=callee, role=Role.CALLEE)
    return call


def _insert(call: Call) -> None:
    insert(call)
    insert(call.caller, call.callee)
