"""Telling the operator of somebody. The reported person is never told, not even by a changed list."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import contacts
from accounts.models import Complaint, User


@transaction.atomic
def report(owner: User, person: User, reason: str, words: str, block: bool) -> str:
    """Keep the report, and block the person where that is asked for. Returns what to say."""
    Complaint.objects.create(
        reporter=owner,
        reporter_name=owner.username,
        person=person,
        person_name=person.username,
        reason=reason,
        words=words,
    )
    if block:
        contacts.block(owner, person.username)
        said = _(
            "Thank you. The people who run this site will look at it. %(name)s is blocked, and is not told."
        )
    else:
        said = _("Thank you. The people who run this site will look at it. %(name)s is not told.")
    return said % {"name": person.name}


def handle(complaints: Iterable[Complaint], operator: User) -> int:
    """These are dealt with, by this operator. Says how many were not before."""
    ids = [complaint.pk for complaint in complaints]
    open_ones = Complaint.objects.filter(pk__in=ids, handled_at=None)
    return open_ones.update(handled_at=timezone.now(), handled_by=operator)
