"""Database sessions that know their person and keep one identity for life (Django docs: "Extending
database-backed session engines"), and what others ask about them."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import transaction
from django.db.models import Aggregate, F, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import models

_KEY = re.compile(r"[a-z0-9]{32}")
SID = "sid"
USER_AGENT = "user_agent"
SIGNED_IN_AT = "signed_in_at"
CONFIRMED_AT = "confirmed_at"
LONGEST_USER_AGENT = 255
# How old the moment of last use may get before it is noted anew: one small update in this time, no more.
NOTED_EVERY = timedelta(minutes=5)
# Fewer than every database's limit of parameters in one query.
CHUNK = 500
# How many open pages' sessions a process remembers to be as their passwords say; 0.4 kB each.
SESSIONS_KNOWN = 20_000


class SessionStore(DatabaseSessionStore):
    """Django's database sessions with more columns, made of what the session holds (`_described`)."""

    @classmethod
    def get_model_class(cls) -> type[models.Session]:
        return models.Session

    def _validate_session_key(self, key: str | None) -> bool:
        return _is_key(key)

    def _get_session_from_db(self) -> models.Session | None:
        """Found with every request; here it is known already when it was last used."""
        row: models.Session | None = super()._get_session_from_db()  # type: ignore[misc]
        if row and row.user_id and _is_due(row.last_used):
            mark_used([row.sid])
        return row

    def create_model_instance(self, data: dict[str, Any]) -> models.Session:
        data.setdefault(SID, secrets.token_hex(16))
        return _described(super().create_model_instance(data), data)

    async def acreate_model_instance(self, data: dict[str, Any]) -> models.Session:
        data.setdefault(SID, secrets.token_hex(16))
        return _described(await super().acreate_model_instance(data), data)


def _is_key(text: str | None) -> bool:
    """Of the form that Django gives them. What else a cookie says is not asked for: PostgreSQL refuses a text
    with NUL in it, which a quoted cookie may have."""
    return text is not None and _KEY.fullmatch(text) is not None


def _described(row: AbstractBaseSession, data: dict[str, Any]) -> models.Session:
    session = cast(models.Session, row)
    session.sid = data[SID]
    session.user_id = data.get(SESSION_KEY)
    session.auth_hash = data.get(HASH_SESSION_KEY, "")
    session.user_agent = data.get(USER_AGENT, "")
    signed_in_at = data.get(SIGNED_IN_AT)
    session.signed_in_at = datetime.fromtimestamp(signed_in_at, UTC) if signed_in_at else None
    session.last_used = timezone.now()
    return session


def _is_due(last_used: datetime | None) -> bool:
    return last_used is None or last_used < timezone.now() - NOTED_EVERY


def describe(request: HttpRequest) -> None:
    """Somebody just signed in with this browser."""
    request.session[USER_AGENT] = request.headers.get("User-Agent", "")[:LONGEST_USER_AGENT]
    request.session[SIGNED_IN_AT] = int(time.time())
    request.session.pop(CONFIRMED_AT, None)


def confirm(request: HttpRequest, at: int) -> None:
    """The person said to somebody else who they are, at that moment (seconds since 1970)."""
    request.session[CONFIRMED_AT] = at


def confirmed_at(request: HttpRequest) -> int:
    """When the person at this browser last said who they are, by signing in or elsewhere; 0 for never."""
    session = request.session
    return int(session.get(CONFIRMED_AT) or session.get(SIGNED_IN_AT) or 0)


def mark_used(sids: Collection[str]) -> None:
    """These sessions are in use now."""
    for some in chunks(sids):
        models.Session.objects.filter(sid__in=some).update(last_used=timezone.now())


def authenticate(session_key: str | None) -> tuple[models.User, str] | None:
    """The person signed in with this session cookie and the session's `sid`; one query."""
    session = _alive().filter(session_key=session_key).first() if _is_key(session_key) else None
    if session is None or session.user is None or not _is_open(session):
        return None
    return session.user, session.sid


def open_sids(sids: Collection[str]) -> set[str]:
    """Those of the sids that are still signed in: not ended or expired, the person active, the
    password unchanged."""
    return {sid for some in chunks(sids) for sid in open_sids_of(some)}


def open_sids_of(sids: Collection[str] | QuerySet[Any]) -> set[str]:
    """The same in one query, for CHUNK sids at most, or for those that a query finds."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    line = Concat("sid", Value(" "), "auth_hash", Value(" "), "user__password")
    text = _alive().filter(sid__in=sids).aggregate(lines=_Lines(line))["lines"] or ""
    found = (line.split(" ", 2) for line in text.split("\n") if line)
    return {sid for sid, auth_hash, password in found if _opened_with(auth_hash, password, keys)}


class _Lines(Aggregate):
    """A text of all rows, a line each. Every few seconds thousands are asked for: with each row of its own,
    SQLite's driver takes turns with the thread that relays calls."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, CHAR(10))"

    def as_postgresql(self, *arguments: Any, **named: Any) -> tuple[str, Sequence[Any]]:
        named |= {"function": "STRING_AGG", "template": "%(function)s(%(expressions)s, CHR(10))"}
        return self.as_sql(*arguments, **named)


def open_of(user: models.User) -> list[models.Session]:
    """Where this person is signed in, the last used first."""
    newest = F("last_used").desc(nulls_last=True)
    return [session for session in _alive().filter(user=user).order_by(newest, "sid") if _is_open(session)]


def end_session(user: models.User, sid: str) -> bool:
    """End one of this person's sessions; its sockets close. Whether there was one."""
    return models.Session.objects.filter(user=user, sid=sid).delete()[0] > 0


def end_sessions(user: models.User, except_sid: str | None = None) -> int:
    """End this person's sessions, but for the one given; their sockets close. Returns how many."""
    sessions = models.Session.objects.filter(user=user).exclude(sid=except_sid or "")
    return sessions.delete()[1].get(models.Session._meta.label, 0)


@contextmanager
def kept_session(request: HttpRequest) -> Iterator[None]:
    """Around a change of one's own password: this session stays, all others end.

    The new password and the session's new hash are committed together, so there is no moment in
    which this session looks ended to `open_sids`.
    """
    with transaction.atomic():
        yield
        request.session.save()


def end_stale_sessions(user: models.User) -> None:
    """End the sessions that were opened with another password than the person has now."""
    sessions = models.Session.objects.filter(user=user).select_related("user").defer("session_data")
    stale = [session.pk for session in sessions if not _is_open(session)]
    models.Session.objects.filter(pk__in=stale).delete()


def _alive() -> QuerySet[models.Session]:
    sessions = models.Session.objects.filter(expire_date__gt=timezone.now(), user__is_active=True)
    return sessions.select_related("user").defer("session_data")


def _is_open(session: models.Session) -> bool:
    """Whether the person's password is still the one this session was opened with."""
    return session.user is not None and _matches(session.auth_hash, session.user)


@lru_cache(maxsize=SESSIONS_KNOWN)
def _opened_with(auth_hash: str, password: str, keys: tuple[str, ...]) -> bool:
    """The same for a stored password, and the site's secret keys. Kept, because it is asked again and again
    while a page is open."""
    return _matches(auth_hash, models.User(password=password))


def _matches(auth_hash: str, user: models.User) -> bool:
    if constant_time_compare(auth_hash, user.get_session_auth_hash()):
        return True
    return any(constant_time_compare(auth_hash, known) for known in user.get_session_auth_fallback_hash())


def chunks(sids: Collection[str]) -> Iterator[list[str]]:
    """These, a query's worth at a time."""
    rest = iter(sids)
    while some := list(islice(rest, CHUNK)):
        yield some
