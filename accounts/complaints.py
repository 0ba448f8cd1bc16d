"""Telling the operator of somebody. The reported person is never told, not even by a changed list."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import contacts
from accounts.models import Complaint, User

logger = logging.getLogger(__name__)


@transaction.atomic
def report(owner: User, person: User, reason: str, words: str, block: bool, queue: str) -> str:
    """Keep the report, tell the operators, and block the person where that is asked for. Returns what to say.
    `queue` is the address of the operators' list."""
    Complaint.objects.create(
        reporter=owner,
        reporter_name=owner.username,
        person=person,
        person_name=person.username,
        reason=reason,
        words=words,
    )
    transaction.on_commit(partial(_tell_operators, queue))
    if block:
        contacts.block(owner, person.username)
        said = _(
            "Thank you. The people who run this site will look at it. %(name)s is blocked, and is not told."
        )
    else:
        said = _("Thank you. The people who run this site will look at it. %(name)s is not told.")
    return said % {"name": person.name}


def _tell_operators(queue: str) -> None:
    """That there is something to look at, not what: mail goes over servers that are nobody's here."""
    if not settings.REPORTS_TO:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Somebody was reported")
        words = _("Somebody reported a person of this site. The report is in the administration:")
    try:
        send_mail(f"{settings.SITE_NAME}: {subject}", f"{words}\n\n{queue}\n", None, settings.REPORTS_TO)
    except OSError:  # smtplib.SMTPException is one; the report is kept all the same
        logger.exception("The operators could not be told of a report. Check EMAIL_URL.")


def handle(complaints: Iterable[Complaint], operator: User) -> int:
    """These are dealt with, by this operator. Says how many were not before."""
    ids = [complaint.pk for complaint in complaints]
    open_ones = Complaint.objects.filter(pk__in=ids, handled_at=None)
    return open_ones.update(handled_at=timezone.now(), handled_by=operator)


def forget_old() -> int:
    """Delete the reports that were handled longer ago than the operator keeps them (REPORTS_DAYS); those that
    nobody has handled stay. Says how many went."""
    if not settings.REPORTS_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.REPORTS_DAYS)
    return Complaint.objects.filter(handled_at__lt=before).delete()[0]
