"""What must hold of every call, and of everything that was said about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from calls.messages import CallStateMessage
from calls.models import Call
from calls.outgoing import Delivery
from calls.states import ANSWERED, LIVE, Reason, Role, State
from calls.tests.cast import Page

RING_TIME = timedelta(seconds=45)


def check_shape(call: Call) -> None:
    """Seats, times and deadline fit the state."""
    seated = (call.caller.seated, call.callee.seated)
    assert seated == {State.RINGING: (True, False), State.ENDED: (False, False)}.get(
        State(call.state), (True, True)
    )
    assert (call.state in ANSWERED) <= (call.accepted_at is not None)
    assert (call.connected_at is None) >= (call.state in {State.RINGING, State.CONNECTING})
    assert (call.deadline is None) == (call.state == State.ENDED) == (call.ended_at is not None)
    assert not call.shadow or call.accepted_at is None
    assert call.caller.user_id != call.callee.user_id


def check_reason(call: Call) -> None:
    """Missed if and only if the deadline passed unanswered; the other reasons fit what happened."""
    if call.ended_at is None:
        return
    unanswered = call.accepted_at is None and call.ended_at >= call.placed_at + RING_TIME
    assert (call.reason == Reason.MISSED) == unanswered
    assert (call.reason in {Reason.COMPLETED, Reason.LOST}) <= (call.connected_at is not None)
    assert (call.reason == Reason.FAILED) <= (call.connected_at is None and call.accepted_at is not None)
    assert (call.reason in {Reason.CANCELLED, Reason.DECLINED, Reason.BUSY}) <= (call.accepted_at is None)


def check_heard(page: Page, call: Call, message: Any) -> None:
    """A message about a call went to one of its two people; the callee of a shadow hears its end at most."""
    mine = {call.caller.user_id: call.caller, call.callee.user_id: call.callee}.get(page.user.pk)
    assert mine is not None, "An unrelated person heard of a call"
    if call.shadow and mine.role == Role.CALLEE:
        over = isinstance(message, CallStateMessage) and message.state == "ended"
        assert over or call.version > 1, "The callee heard of a shadow call"


def check_route(sent: Delivery, call: Call) -> None:
    if sent.route is None or call.state not in LIVE:
        return
    assert call.state in ANSWERED
    assert {sent.device, sent.route.device} == {call.caller.device_id, call.callee.device_id}
