"""Database sessions that know their person and keep one identity for life (Django docs: "Extending
database-backed session engines"), and what others ask about them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, cast

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import models

SID = "sid"
# Fewer than every database's limit of parameters in one query.
CHUNK = 500


class SessionStore(DatabaseSessionStore):
    """Django's database sessions with three more columns: `sid`, `user` and `auth_hash`."""

    @classmethod
    def get_model_class(cls) -> type[models.Session]:
        return models.Session

    def create_model_instance(self, data: dict[str, Any]) -> models.Session:
        data.setdefault(SID, secrets.token_hex(16))
        return _described(super().create_model_instance(data), data)

    async def acreate_model_instance(self, data: dict[str, Any]) -> models.Session:
        data.setdefault(SID, secrets.token_hex(16))
        return _described(await super().acreate_model_instance(data), data)


def _described(row: AbstractBaseSession, data: dict[str, Any]) -> models.Session:
    session = cast(models.Session, row)
    session.sid = data[SID]
    session.user_id = data.get(SESSION_KEY)
    session.auth_hash = data.get(HASH_SESSION_KEY, "")
    return session


def authenticate(session_key: str | None) -> tuple[models.User, str] | None:
    """The person signed in with this session cookie and the session's `sid`; one query."""
    session = _alive().filter(session_key=session_key or "").first()
    if session is None or session.user is None or not _is_open(session):
        return None
    return session.user, session.sid


def open_sids(sids: Collection[str]) -> set[str]:
    """Those of the sids that are still signed in: not ended or expired, the person active, the
    password unchanged."""
    columns = ("sid", "auth_hash", "user__password")
    return {
        sid
        for some in chunks(sids)
        for sid, auth_hash, password in _alive().filter(sid__in=some).values_list(*columns)
        if _matches(auth_hash, models.User(password=password))
    }


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


def _matches(auth_hash: str, user: models.User) -> bool:
    if constant_time_compare(auth_hash, user.get_session_auth_hash()):
        return True
    return any(constant_time_compare(auth_hash, known) for known in user.get_session_auth_fallback_hash())


def chunks(sids: Collection[str]) -> Iterator[list[str]]:
    """These, a query's worth at a time."""
    rest = iter(sids)
    while some := list(islice(rest, CHUNK)):
        yield some
