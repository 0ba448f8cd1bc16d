"""Links for one person to sign up with. Whoever comes by one is a contact of whoever gave it, at once.

The token is in the link alone: the database has its hash, so that a copy of the database opens no door.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts import contacts
from accounts.models import Invitation, User

GOOD_FOR = timedelta(days=7)
# Where the session of somebody who has not signed up yet keeps the token of the link they opened.
IN_SESSION = "invitation"


class Gone(Exception):
    """The invitation was used, withdrawn, or is too old."""


def make(inviter: User) -> str:
    """A new invitation's token. What lapsed unused is cleared away meanwhile."""
    inviter.invitations.filter(used_at=None, expires_at__lte=timezone.now()).delete()
    token = secrets.token_urlsafe(24)
    inviter.invitations.create(token_hash=_hash(token), expires_at=timezone.now() + GOOD_FOR)
    return token


def open_ones(inviter: User | None = None) -> QuerySet[Invitation]:
    """Those that somebody can still come by: all, or one person's, newest first."""
    found = Invitation.objects.filter(used_at=None, expires_at__gt=timezone.now(), inviter__is_active=True)
    found = found.filter(inviter=inviter) if inviter else found
    return found.select_related("inviter").order_by("-created_at", "-pk")


def find(token: str) -> Invitation | None:
    """The open invitation with this token."""
    return open_ones().filter(token_hash=_hash(token)).first() if token else None


def of(request: HttpRequest) -> Invitation | None:
    """The invitation by which this browser came, if it is still open."""
    if settings.SIGNUP == "closed":
        return None
    return find(request.session.get(IN_SESSION, ""))


def redeem(request: HttpRequest, newcomer: User, needed: bool) -> None:
    """Use up the invitation of this browser for the newcomer, in the transaction that makes the account.

    Raises Gone where one is `needed` and there is none (any more): of two who come by one link, one wins.
    """
    invitation = of(request)
    if not invitation or not _take(invitation, newcomer):
        if needed:
            raise Gone
        return
    contacts.befriend(newcomer, invitation.inviter)
    transaction.on_commit(lambda: request.session.pop(IN_SESSION, None))


def _take(invitation: Invitation, newcomer: User) -> bool:
    still_open = Invitation.objects.filter(pk=invitation.pk, used_at=None)
    return bool(still_open.update(used_at=timezone.now(), newcomer=newcomer))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
