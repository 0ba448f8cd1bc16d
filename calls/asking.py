"""Who asks, about which call, and whether they may: what every service checks before it does anything."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from accounts.models import User
from accounts.prepared import Prepared
from calls import lookup
from calls.deadlines import end_if_due
from calls.models import Call, Device, Participant
from calls.states import State
from calls.transitions import people_of, tell, tell_one


class Actor(NamedTuple):
    """Who asks, and from which of their pages."""

    user_id: int
    device_id: str


class Refused(Exception):
    """The request cannot be granted; `code` is stable and goes over the wire, `message` is for people.
    `retry_after` is in seconds, where asking again later will do."""

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(_WORDS[code])
        self.code = code
        self.message = _WORDS[code]
        self.retry_after = retry_after


_WORDS = {
    "not_contact": "You can only call people who are on your contact list.",
    "no_relay": "Your address is to be hidden, and this site has no relay to do so.",
    "in_call": "You are in another call. Hang up there first.",
    "call_not_found": "There is no such call.",
    "seated_elsewhere": "You are in this call on another page.",
    "not_in_call": "This page is not in the call.",
    "rate_limited": "You called many times in a minute. Wait a moment.",
    "not_connected": "This page has lost its connection. Reload it and try again.",
}


def asking_page(actor: Actor) -> Device:
    """The asking page, locked, so that its socket cannot go unnoticed while it takes a seat."""
    page = lookup.page(actor.device_id, actor.user_id)
    if page is None:
        raise Refused("not_connected")
    return page


def refuse_without_relay(participant: Participant) -> None:
    """Who hides their address goes by a relay, or not at all."""
    if participant.relay_only and not settings.TURN_URLS:
        raise Refused("no_relay")


def visible(actor: Actor, call_id: str) -> Call:
    call = lookup.visible(actor.user_id, call_id)
    if call is None:
        raise Refused("call_not_found")
    return call


def is_over(call: Call, actor: Actor, now: datetime) -> bool:
    """Whether the call has ended (its time may have come unnoticed); the asking page is told."""
    if call.state == State.ENDED:
        tell_one(call, *actor, now)
        return True
    return ran_out(call, now)


def rings_no_more(call: Call, actor: Actor, now: datetime) -> bool:
    """Whether there is nothing left to answer for this person; the asking page is told."""
    if is_over(call, actor, now):
        return True
    if call.state == State.RINGING and call.callee.user_id == actor.user_id:
        return False
    tell_one(call, *actor, now)
    return True


def ran_out(call: Call, now: datetime) -> bool:
    if not end_if_due(call, now):
        return False
    tell(call, now)
    return True


def lock_people(ids: list[int]) -> dict[int, User]:
    """These people, their rows locked in the order of their ids: two calls between them take turns."""
    return {user.pk: user for user in _locked(ids[0], ids[-1])}


_locked = Prepared(
    lambda one, other: User.objects.filter(pk__in=(one, other)).order_by("pk").select_for_update(no_key=True),
    *(int, int),
)


def lock_people_of(actor: Actor, call_id: str) -> None:
    if not connection.features.has_select_for_update:
        return  # SQLite: one writer at a time anyway
    call = next(iter(lookup.calls_by_id(actor.user_id, [call_id])), None)
    if call is not None:
        lock_people(people_of(call))
