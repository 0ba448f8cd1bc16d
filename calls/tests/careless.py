"""Accepting a call the wrong way, to show that the hammer's checker sees it."""

from __future__ import annotations

import time

from django.db import IntegrityError, transaction

from calls import clock, lookup
from calls.models import Device, Participant
from calls.services import Actor, Refused
from calls.states import CONNECTING_TIME, State
from calls.transitions import take_seat, tell


def careless_accept(actor: Actor, call_id: str, media: str) -> None:
    """Wrong on purpose: looks at the state, then writes it, as if nobody else were there."""
    call = lookup.calls_by_id(actor.user_id, [call_id])[0]
    if call.state != State.RINGING or Participant.objects.filter(user=actor.user_id, seated=True).exists():
        return
    time.sleep(0.02)  # what it takes a busy server to look something else up
    now = clock.now()
    call.state, call.version = State.CONNECTING, call.version + 1
    call.accepted_at, call.deadline = now, now + CONNECTING_TIME
    try:
        with transaction.atomic():
            call.save()
            take_seat(call.callee, Device.objects.get(pk=actor.device_id))
            tell(call, now)
    except IntegrityError as error:
        raise Refused("in_call") from error
