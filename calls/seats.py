"""The two seats of an answered call: taking one, coming back to it, and what their media do."""

from __future__ import annotations

from datetime import datetime

from calls import lookup, metrics
from calls.asking import Refused
from calls.models import Call, Device, Participant
from calls.outgoing import touch_after_commit
from calls.states import (
    ABSENT_TIME,
    BROKEN,
    CONNECTING_TIME,
    LONGEST_CALL,
    RECONNECTING_TIME,
    Link,
    Media,
    State,
)
from calls.transitions import Overtaken, change, edit, move, take_seat, tell


def answer(call: Call, page: Device, media: str, now: datetime) -> None:
    """The one acceptance of a call: pins the callee's device."""
    if call.state != State.RINGING:
        raise Overtaken
    move(call, State.CONNECTING, now + CONNECTING_TIME, accepted_at=now)
    take_seat(call.callee, page, audio=True, video=media == Media.VIDEO)
    if call.caller.absent_until is not None:
        edit(call.caller, absent_until=now + ABSENT_TIME)
    tell(call, now)
    metrics.answered(now - call.placed_at)
    touch_after_commit({call.callee.user_id})


def check_seat_free_for(page: Device, mine: Participant, now: datetime) -> None:
    if not mine.seated:
        raise Refused("not_in_call")
    if mine.device_id == page.pk or mine.device_id is None:
        return
    if lookup.online(Device.objects.filter(pk=mine.device_id), now).exists():
        raise Refused("seated_elsewhere")


def rebuild(call: Call, now: datetime) -> None:
    """A new epoch: both sides' links begin again. A ring has no peer connection yet and goes on."""
    if call.state == State.RINGING:
        change(call)
        return
    metrics.epoch_begun()
    for participant in (call.caller, call.callee):
        edit(participant, link=Link.CONNECTING)
    if call.state == State.CONNECTING:
        change(call, epoch=call.epoch + 1, deadline=_at_most(call, now + CONNECTING_TIME))
    elif call.state == State.RECONNECTING:
        change(call, epoch=call.epoch + 1, deadline=_at_most(call, now + RECONNECTING_TIME))
    else:
        move(call, State.RECONNECTING, _at_most(call, now + RECONNECTING_TIME), epoch=call.epoch + 1)


def follow_media(call: Call, mine: Participant, now: datetime) -> None:
    """One event: the call's state after what `mine` reported."""
    match call.state, mine.link:
        case State.CONNECTING, Link.CONNECTED:
            move(call, State.ACTIVE, _end_of_longest(call, now), connected_at=now)
        case State.ACTIVE, Link.DISCONNECTED | Link.FAILED:
            move(call, State.RECONNECTING, _at_most(call, now + RECONNECTING_TIME))
        case State.RECONNECTING, Link.CONNECTED if call.other(mine).link not in BROKEN:
            move(call, State.ACTIVE, _end_of_longest(call, now))
        case _:
            change(call)


def _at_most(call: Call, deadline: datetime) -> datetime:
    """A state's deadline, or the longest call's: rejoining again and again keeps no call for ever."""
    return min(deadline, _end_of_longest(call, deadline))


def _end_of_longest(call: Call, now: datetime) -> datetime:
    return (call.accepted_at or now) + LONGEST_CALL
