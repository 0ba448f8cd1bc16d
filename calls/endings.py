"""Calls that end, or go on as a shadow, because of something outside them: a session ended, an
account disabled, a block, a contact removed, *do not disturb*, an operator's hand."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from calls import clock, lookup
from calls.codes import Close
from calls.deadlines import end_if_due
from calls.models import Call, Device, Participant, pair_of
from calls.outgoing import Delivery, send_after_commit, touch_after_commit
from calls.states import LIVE, Reason, Role, State
from calls.transitions import edit, end, hide, online_devices, quieten, reason_when_left, settled, tell


@settled
def end_for_sessions(sids: Collection[str]) -> None:
    """These sessions are over: their pages' seats are freed, and their sockets closed with 4401."""
    pages = list(Device.objects.filter(session__in=list(sids)).order_by("pk").select_for_update(no_key=True))
    _end_seats(Participant.objects.filter(device__in=pages, seated=True).values_list("call_id", "user_id"))
    _close(pages)


@settled
def end_for_user(user_id: int) -> None:
    """The account is disabled or about to go: every call with it ends, every socket of it closes."""
    pages = list(Device.objects.filter(user_id=user_id).order_by("pk").select_for_update(no_key=True))
    live = Participant.objects.filter(user_id=user_id, call__state__in=LIVE)
    _end_seats(live.values_list("call_id", "user_id"))
    _close(pages)


@settled
def end_by_admin(call_id: str) -> bool:
    """An operator ends the call; False when it had ended already, or there is none."""
    call = lookup.load(uuid.UUID(str(call_id)))
    if call is None or call.state == State.ENDED:
        return False
    _end(call, Reason.REMOVED_BY_ADMIN, clock.now())
    return True


@settled
def on_blocked(owner_id: int, person_id: int) -> None:
    """`owner` blocked `person`: a ring from the person goes on for the person alone, any other call ends."""
    now = clock.now()
    for call in _live_between(owner_id, person_id):
        if call.caller.user_id == person_id and call.state == State.RINGING:
            _hide(call, now)
        else:
            _leave(call, owner_id, now)


@settled
def on_quietened(user_id: int) -> None:
    """The person is not to be disturbed any more: what rings here goes on for its caller alone."""
    now = clock.now()
    mine = Participant.objects.filter(user=user_id, role=Role.CALLEE, call__state=State.RINGING)
    for call_id in mine.order_by("call_id").values_list("call_id", flat=True):
        call = lookup.load(call_id)
        if call is not None and call.state == State.RINGING and not call.unheard:
            _say_it_is_over(call, now)
            quieten(call)


@settled
def on_contact_removed(owner_id: int, person_id: int) -> None:
    """`owner` took `person` off the list: a ring between them ends, an answered call goes on."""
    now = clock.now()
    for call in _live_between(owner_id, person_id):
        hidden_from_owner = call.shadow and call.callee.user_id == owner_id
        if call.state == State.RINGING and not hidden_from_owner:
            _leave(call, owner_id, now)


def _end_seats(seats: Collection[tuple[uuid.UUID, int | None]]) -> None:
    now = clock.now()
    for call_id, user_id in sorted(seats, key=lambda seat: seat[0]):
        call = lookup.load(call_id)
        if call is not None and call.state != State.ENDED:
            _end(call, Reason.SESSION_ENDED, now, user_id)


def _end(call: Call, reason: Reason, now: datetime, by: int | None = None) -> None:
    """If its time came before, unnoticed, that is how it ended."""
    if not end_if_due(call, now):
        end(call, reason, now, by)
    tell(call, now)


def _close(pages: list[Device]) -> None:
    """After the news of the calls, so that a page learns why before its socket goes."""
    code = Close.SESSION_ENDED
    send_after_commit(
        [Delivery(page.pk, page.worker_id or "", close=code) for page in pages if page.connection]
    )
    Device.objects.filter(pk__in=[page.pk for page in pages]).update(connection="", worker=None)
    touch_after_commit({page.user_id for page in pages})


def _live_between(one: int, other: int) -> list[Call]:
    live = Call.objects.filter(pair=pair_of(one, other), state__in=LIVE).order_by("pk")
    calls = [lookup.load(call_id) for call_id in live.values_list("pk", flat=True)]
    return [call for call in calls if call is not None and call.state != State.ENDED]


def _leave(call: Call, user_id: int, now: datetime) -> None:
    _end(call, reason_when_left(call, user_id), now, user_id)


def _hide(call: Call, now: datetime) -> None:
    """The ring becomes a shadow: the callee's pages learn that it is over, the caller's learn nothing."""
    if call.shadow:
        return
    if not call.quiet:
        _say_it_is_over(call, now)
    hide(call)
    edit(call.callee, hidden=True)


def _say_it_is_over(call: Call, now: datetime) -> None:
    """The callee sees their own end of the call, declined by themselves."""
    pages = [page for page in online_devices(call, now) if page.user_id == call.callee.user_id]
    seen = Call(
        pk=call.pk,
        media=call.media,
        state=State.ENDED,
        reason=Reason.DECLINED,
        version=call.version + 1,
        placed_at=call.placed_at,
        ended_at=now,
        ended_by_id=call.callee.user_id,
        reached=True,
    )
    seen.caller, seen.callee = call.caller, call.callee
    tell(seen, now, pages)
