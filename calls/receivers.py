"""Turns what happens among people (accounts.signals) into what it means for their calls and pages."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver

from accounts import contacts, signals
from calls import endings
from calls.messages import ContactsChanged, Presence
from calls.models import Participant
from calls.outgoing import Delivery, send_after_commit
from calls.states import Role
from calls.visibility import pages_of, presence_of


@receiver(signals.contacts_changed)
def contacts_changed(users: set[int], **_: Any) -> None:
    """Their pages fetch the list again, and learn the presence of everybody on it."""
    refresh(users)


@receiver(signals.blocked)
def blocked(owner: int, person: int, **_: Any) -> None:
    endings.on_blocked(owner, person)
    refresh({owner, person}, lists_changed=False)


@receiver(signals.unblocked)
def unblocked(owner: int, person: int, **_: Any) -> None:
    refresh({owner, person}, lists_changed=False)


@receiver(signals.quietened)
def quietened(user: int, **_: Any) -> None:
    endings.on_quietened(user)


@receiver(signals.contact_removed)
def contact_removed(owner: int, person: int, **_: Any) -> None:
    endings.on_contact_removed(owner, person)


@receiver(signals.met)
def met(owner: int, person: int, **_: Any) -> bool:
    """A call that the owner was never told of counts for nothing."""
    told = ~Q(role=Role.CALLEE, call__shadow=True)
    return Participant.objects.filter(told, user=owner, call__participants__user=person).exists()


@receiver(signals.sessions_ended)
def sessions_ended(sids: set[str], **_: Any) -> None:
    endings.end_for_sessions(sids)


@receiver(signals.user_disabled)
def user_disabled(user: int, **_: Any) -> None:
    endings.end_for_user(user)


def refresh(users: set[int], lists_changed: bool = True) -> None:
    """Tell these people's pages to fetch the list again (unless only presence changed), and the presence of
    everybody on it."""
    with transaction.atomic():
        for user in users:
            people = Presence(presence_of(contacts.contact_ids(user), user))
            for page in pages_of([user]):
                worker = page.worker_id or ""
                send_after_commit([Delivery(page.pk, worker, ContactsChanged())] if lists_changed else [])
                send_after_commit([Delivery(page.pk, worker, people)])
