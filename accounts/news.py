"""What pages are told of contacts: that a list changed, and what became of the people on it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.dispatch import Signal

from accounts import signals
from accounts.models import ContactRequest, User


def send(signal: Signal, **what: object) -> None:
    """After the commit; a receiver that fails is logged, the change stands."""
    transaction.on_commit(lambda: signal.send_robust(sender=None, **what))


def tell_changed(users: set[int]) -> None:
    """These people's lists changed. The version is for pages that the news does not reach."""
    if users:
        User.objects.filter(pk__in=users).update(list_version=F("list_version") + 1)
        send(signals.contacts_changed, users=users)


def announce_person(person: User) -> None:
    """What others see of this person (the name, whether they exist) changes: tell whose page shows it."""
    asked = list(person.contact_requests.values_list("username", flat=True))
    rows = User.objects.filter(
        Q(contacts__person=person) | Q(blocks__person=person) | Q(username__lower__in=asked)
    )
    tell_changed(set(rows.values_list("pk", flat=True)))


def void_requests_to(person: User) -> None:
    """The account is about to go: nobody who takes its name is to see who asked for it."""
    ContactRequest.objects.filter(username=person.username.lower()).update(void=True, invited=False)
