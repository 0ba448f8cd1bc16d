"""Who is online: a lease, not a fact. A page is online while its socket's row and the lease of the
server process that serves it live; a person while one of their pages is."""

from __future__ import annotations

import hashlib
import math
import secrets
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from msgspec import Struct

from accounts import contacts
from accounts.models import User
from calls import clock, lookup
from calls.codes import Close
from calls.deadlines import begin_absence, begin_all_absences_anew, hear_out, wait_for
from calls.messages import VERSION, Person, Presence, Welcome
from calls.models import Call, Device, Participant, Worker
from calls.outgoing import Delivery, Route, presence_touched, send_after_commit, touch_after_commit
from calls.snapshots import route_for, snapshot
from calls.states import ANSWERED, LEASE, State
from calls.transitions import change, online_devices, ringing, settled, tell, tell_one
from calls.visibility import presence_of

__all__ = [
    "LEASE",
    "Connected",
    "Leaving",
    "Outdated",
    "TooManyPages",
    "connect",
    "disconnect",
    "presence_touched",
    "renew_lease",
    "start_worker",
    "stop_worker",
    "sweep",
]

_ENDED_LATELY = 20  # of a person's newest calls, to be looked at
# A page that comes back later than this is a new one.
_FORGOTTEN_AFTER = timedelta(hours=24)
_AT_ONCE = 200  # rows one sweep takes


class Outdated(Exception):
    """The page has a newer socket: it gave this one up while its `hello` waited here."""


class TooManyPages(Exception):
    """The person has as many pages open as they may."""


class Leaving(Exception):
    """The server process has said that it ends: no page may count on it any more."""


class Connected(Struct, frozen=True):
    """What a page's new socket is greeted with; `routes` are for the relay, not for the page, and `ended`
    are calls of which no news can come but old ones."""

    device: str
    welcome: Welcome
    presence: Presence
    routes: list[Route]
    ended: list[str]
    list_version: int


# ---- server processes ----------------------------------------------------------------------------


@settled
def start_worker(worker_id: str, alone: bool) -> None:
    """A server process begins. With `alone`, or no other alive, every page lost its socket before now."""
    now = clock.now()
    others = Worker.objects.exclude(pk=worker_id)
    if alone:
        others.delete()
    living = others.filter(lease_until__gt=now).exists()
    Worker.objects.update_or_create(pk=worker_id, defaults={"started_at": now, "lease_until": now + LEASE})
    if not living:
        Device.objects.exclude(connection="").exclude(worker=worker_id).update(connection="", worker=None)
        begin_all_absences_anew(now)
        _forget_old(Device.objects.all(), now)


def renew_lease(worker_id: str) -> bool:
    """Keep this process's pages online for another LEASE; every 10 s.

    False when the lease had run out: others may have taken the pages for lost already, so the process
    must close its sockets (their pages come back) and start anew.
    """
    now = clock.now()
    living = Worker.objects.filter(pk=worker_id, lease_until__gt=now)
    return bool(living.update(lease_until=now + LEASE))


@settled
def stop_worker(worker_id: str) -> None:
    """A server process ends in good order: its pages lose their sockets now, not when the lease is out."""
    _release(Device.objects.filter(worker=worker_id).values_list("pk", "user_id"), clock.now())
    Worker.objects.filter(pk=worker_id).delete()


def sweep() -> None:
    """Take the sockets of dead processes for lost; cheap when there are none."""
    now = clock.now()
    dead = Worker.objects.filter(lease_until__lte=now)
    if dead.exists():
        _sweep(now)


@settled
def _sweep(now: datetime) -> None:
    dead = Worker.objects.filter(lease_until__lte=now)
    lost = Device.objects.filter(worker__in=dead).exclude(connection="").order_by("pk")
    _release(lost.select_for_update(no_key=True, of=("self",)).values_list("pk", "user_id")[:_AT_ONCE], now)
    for worker in dead:
        if not Device.objects.filter(worker=worker).exclude(connection="").exists():
            worker.delete()


def _release(rows: Iterable[tuple[str, int]], now: datetime) -> None:
    pages = dict(rows)
    Device.objects.filter(pk__in=pages).update(connection="", worker=None, seen_at=now)
    begin_absence(list(pages), now)
    wait_for(list(pages), now)
    touch_after_commit(set(pages.values()))


def _forget_old(pages: QuerySet[Device], now: datetime) -> None:
    old = pages.filter(connection="", seen_at__lt=now - _FORGOTTEN_AFTER)
    seats = Participant.objects.filter(seated=True, device__isnull=False).values("device_id")
    old.exclude(pk__in=seats).delete()


# ---- pages ---------------------------------------------------------------------------------------


@settled
def connect(
    user_id: int,
    sid: str,
    worker_id: str,
    connection: str,
    user_agent: str,
    device: str | None = None,
    resume: str | None = None,
    opened: float | None = None,
) -> Connected:
    """A page's socket is open, since `opened` by this process's monotonic clock, or just now: a known page
    comes back, or a new one begins.

    The page's seat is kept, pages of callers learn that their ring arrived, and an older socket of
    the same page is closed. Outdated when this one is the older; TooManyPages when it is one too many;
    Leaving when the process ends.
    """
    now = clock.now()
    if not Worker.objects.filter(pk=worker_id).exists():
        raise Leaving
    page, token = _known_page(user_id, device, resume) or _new_page(user_id, now)
    # Looked at within the transaction: it may have waited for its turn.
    opened_at = now if opened is None else now - timedelta(seconds=time.monotonic() - opened)
    if page.connection and page.seen_at > opened_at:
        raise Outdated
    if _others_open(page, now) >= (settings.PAGES_PER_PERSON or math.inf):
        raise TooManyPages
    replaced = Delivery(page.pk, page.worker_id or "", close=Close.REPLACED, connection=page.connection)
    send_after_commit([replaced] if page.connection else [])
    page.session, page.worker_id, page.connection = sid, worker_id, connection
    # When it was opened, not when its `hello` had its turn: so the newer one is known, whichever comes first.
    page.user_agent, page.seen_at = user_agent[:200], opened_at
    page.save(force_insert=page._state.adding)
    Participant.objects.filter(device=page, seated=True).update(absent_until=None)
    for call in lookup.quiet_calls(user_id):
        _noticed(call, page, now)  # its caller sees no difference; the page learns nothing
    calls = [_noticed(call, page, now) for call in lookup.live_calls(user_id)]
    touch_after_commit({user_id})
    return _greeting(page, token, calls, now)


@settled
def disconnect(device_id: str, connection: str, silent_for: float = 0) -> None:
    """A page's socket is gone, and was silent for so many seconds before; nothing happens when the page has a
    newer one."""
    now = clock.now()
    row = Device.objects.filter(pk=device_id, connection=connection).exclude(connection="")
    if row.update(connection="", worker=None, seen_at=now):
        begin_absence([device_id], now, now - timedelta(seconds=silent_for))
        touch_after_commit(Device.objects.filter(pk=device_id).values_list("user_id", flat=True))


def _known_page(user_id: int, device: str | None, resume: str | None) -> tuple[Device, str] | None:
    if not device or not resume:
        return None
    rows = Device.objects.select_for_update(no_key=True).filter(pk=device, user_id=user_id)
    page = rows.filter(resume_hash=_hash(resume)).first()
    return (page, resume) if page else None


def _new_page(user_id: int, now: datetime) -> tuple[Device, str]:
    """A page never seen before; the person's long forgotten ones go on this occasion."""
    _forget_old(Device.objects.filter(user_id=user_id), now)
    token = secrets.token_urlsafe(32)
    return Device(pk=secrets.token_hex(16), user_id=user_id, resume_hash=_hash(token), created_at=now), token


def _others_open(page: Device, now: datetime) -> int:
    return lookup.online(Device.objects.filter(user=page.user_id).exclude(pk=page.pk), now).count()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _noticed(call: Call, page: Device, now: datetime) -> Call:
    """Tell the other person what this page's coming means for the call."""
    mine = call.mine(page.user_id)
    if mine is call.callee and call.state == State.RINGING and not call.reached:
        change(call, reached=True)
        devices = [device for device in online_devices(call, now) if device.pk != page.pk]
        tell(call, now, devices)
        send_after_commit(ringing(call, devices))
    if mine.seated and mine.device_id == page.pk:
        mine.device = page
        hear_out(call, now)
        _mend_route(call, call.other(mine), now)
    return call


def _mend_route(call: Call, other: Participant, now: datetime) -> None:
    """The other seat's signals must find this page at its new socket."""
    if call.state in ANSWERED and other.user_id and other.device_id:
        tell_one(call, other.user_id, other.device_id, now)


def _greeting(page: Device, token: str, calls: list[Call], now: datetime) -> Connected:
    user = User.objects.get(pk=page.user_id)
    welcome = Welcome(
        version=VERSION,
        device=page.pk,
        resume=token,
        user=Person(user.username, user.name, user.picture_path),
        calls=[snapshot(call, user.pk, page.pk, now) for call in calls],
    )
    routes = [route for call in calls if (route := route_for(call, page.pk))]
    people = Presence(presence_of(contacts.contact_ids(user.pk), user.pk))
    ended = lookup.ended_lately(user.pk, _ENDED_LATELY)
    return Connected(page.pk, welcome, people, routes, ended, user.list_version)


def sessions_of(worker_id: str) -> QuerySet[Device, str]:
    """The sids of the pages whose sockets hang on this process, as a query to ask within another."""
    return Device.objects.filter(worker_id=worker_id).exclude(connection="").values_list("session", flat=True)
