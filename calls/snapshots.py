"""A call as one device may see it, and where that device's signals go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import UNSET, UnsetType

from calls import clock, lookup
from calls.clock import milliseconds
from calls.messages import CallSnapshot, CallStateMessage, Peer, Person, There
from calls.models import Call, Participant
from calls.outgoing import Route
from calls.states import ANSWERED, Seat, State

Seen = tuple[CallSnapshot, Route | None]


def snapshot(call: Call, user_id: int, device_id: str, now: datetime | None = None) -> CallSnapshot:
    """The whole call as this device of this person sees it at `now` (the database's time if not given)."""
    return CallSnapshot(**_fields(call, call.mine(user_id), device_id, now or clock.now()))


def state_message(call: Call, user_id: int, device_id: str, now: datetime) -> CallStateMessage:
    """The same, as the message that tells of it."""
    return CallStateMessage(**_fields(call, call.mine(user_id), device_id, now))


def route_for(call: Call, device_id: str) -> Route | None:
    """Where this device's signals of the call go; None unless it is seated and the call answered."""
    if call.state not in ANSWERED:
        return None
    for mine, other in ((call.caller, call.callee), (call.callee, call.caller)):
        if mine.seated and mine.device_id == device_id and other.seated and other.device:
            worker = other.device.worker_id if other.device.connection else ""
            return Route(str(call.pk), call.epoch, other.device.pk, worker or "", mine.relay_only)
    return None


def live_snapshots(user_id: int, device_id: str) -> list[Seen]:
    """Every live call of this person as this device sees it, with its route."""
    return _seen(lookup.live_calls(user_id), user_id, device_id)


def snapshots_of(call_ids: Iterable[str], user_id: int, device_id: str) -> list[Seen]:
    """The same for calls the device knows of, ended ones too; others' are left out."""
    return _seen(lookup.calls_by_id(user_id, call_ids), user_id, device_id)


def person(participant: Participant) -> Person:
    """Who this participant is, as others see them; empty once the account is deleted."""
    user = participant.user
    return Person(user.username, user.name, user.picture_path) if user else Person("", "")


def _seen(calls: list[Call], user_id: int, device_id: str) -> list[Seen]:
    if not calls:
        return []
    now = clock.now()
    return [(snapshot(call, user_id, device_id, now), route_for(call, device_id)) for call in calls]


def _fields(call: Call, mine: Participant, device_id: str, now: datetime) -> dict[str, Any]:
    return {
        "call": str(call.pk),
        "version": call.version,
        "state": str(call.state),
        "role": str(mine.role),
        "seat": str(_seat(mine, device_id)),
        "peer": _peer(call.other(mine)),
        "media": str(call.media),
        "epoch": call.epoch,
        "reached": call.reached,
        "ms_left": _ms_left(call, now),
        "elapsed_ms": _elapsed_ms(call, now),
        "reason": str(call.reason) or None,
        "ended_by": _ended_by(call, mine),
        "there": _there(call, mine, device_id),
        "relay_only": mine.relay_only or UNSET,
    }


def _seat(mine: Participant, device_id: str) -> Seat:
    """Where the seat is, or was once the call ended: a page that hears late still learns who answered."""
    if mine.device_id == device_id:
        return Seat.HERE
    return Seat.ELSEWHERE if mine.seated or mine.device_id else Seat.NONE


def _peer(other: Participant) -> Peer:
    who = person(other)
    return Peer(
        who.username,
        who.name,
        who.picture,
        audio=other.audio,
        video=other.video,
        device=(other.device_id or "") if other.seated else "",
        paused=other.paused,
        moving=other.moving,
    )


def _there(call: Call, mine: Participant, device_id: str) -> There | UnsetType:
    if call.state == State.ENDED or _seat(mine, device_id) != Seat.ELSEWHERE:
        return UNSET
    return There(mine.absent_until is None, mine.audio, mine.video)


def _ms_left(call: Call, now: datetime) -> int | None:
    if call.deadline is None or call.state == State.ACTIVE:
        return None
    return milliseconds(call.deadline - now)


def _elapsed_ms(call: Call, now: datetime) -> int | None:
    if call.connected_at is None:
        return None
    return milliseconds((call.ended_at or now) - call.connected_at)


def _ended_by(call: Call, mine: Participant) -> str | None:
    if call.ended_by_id is None:
        return None
    return "me" if call.ended_by_id == mine.user_id else "peer"
