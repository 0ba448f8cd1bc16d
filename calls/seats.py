"""The two seats of an answered call: taking one, coming back to it, and what their media do."""

from __future__ import annotations

from datetime import datetime

from calls import lookup, metrics
from calls.asking import Refused, refuse_without_relay
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


def answer(call: Call, page: Device, media: str, now: datetime, ref: str = "") -> None:
    """The one acceptance of a call: pins the callee's device. `ref`: of the start_call that became it."""
    if call.state != State.RINGING:
        raise Overtaken
    refuse_without_relay(call.callee)
    move(call, State.CONNECTING, now + CONNECTING_TIME, accepted_at=now)
    take_seat(call.callee, page, audio=True, video=media == Media.VIDEO, ref=ref)
    if call.caller.absent_until is not None:
        edit(call.caller, absent_until=now + ABSENT_TIME)
    tell(call, now)
    metrics.answered(now - call.placed_at)
    touch_after_commit({call.callee.user_id})


def sits_elsewhere(page: Device, mine: Participant, now: datetime) -> bool:
    """Whether another page that lives has the person's seat; refuses whoever has none in this call."""
    if not mine.seated:
        raise Refused("not_in_call")
    if mine.device_id == page.pk or mine.device_id is None:
        return False
    return lookup.online(Device.objects.filter(pk=mine.device_id), now).exists()


def rebuild(call: Call, now: datetime) -> None:
    """A new epoch: both sides' links begin again. A ring has no peer connection yet and goes on."""
    if call.state == State.RINGING:
        change(call)
        return
    metrics.epoch_begun()
    for participant in (call.caller, call.callee):
        edit(participant, link=Link.CONNECTING, paused=False)
    if call.state == State.CONNECTING:
        change(call, epoch=call.epoch + 1, deadline=_at_most(call, now + CONNECTING_TIME))
    elif call.state == State.RECONNECTING:
        change(call, epoch=call.epoch + 1, deadline=_at_most(call, now + RECONNECTING_TIME))
    else:
        move(call, State.RECONNECTING, _at_most(call, now + RECONNECTING_TIME), epoch=call.epoch + 1)


def follow_media(call: Call, mine: Participant, now: datetime) -> None:
    """One event: the call's state after what `mine` reported."""
    if mine.moving and mine.link == Link.CONNECTED:
        edit(mine, moving=False)
    match call.state, mine.link:
        case State.CONNECTING, Link.CONNECTED:
            move(call, State.ACTIVE, _end_of_longest(call, now), connected_at=now)
        case State.ACTIVE, Link.DISCONNECTED | Link.FAILED:
            move(call, State.RECONNECTING, _at_most(call, now + RECONNECTING_TIME))
        case State.RECONNECTING, Link.CONNECTED if _may_go_on(call.other(mine)):
            move(call, State.ACTIVE, _end_of_longest(call, now))
        case _:
            change(call)


def _may_go_on(other: Participant) -> bool:
    """A call that moves is there once its new device is: only then may the old one let go."""
    return other.link not in BROKEN and not other.moving


def _at_most(call: Call, deadline: datetime) -> datetime:
    """A state's deadline, or the longest call's: rejoining again and again keeps no call for ever."""
    return min(deadline, _end_of_longest(call, deadline))


def _end_of_longest(call: Call, now: datetime) -> datetime:
    return (call.accepted_at or now) + LONGEST_CALL
