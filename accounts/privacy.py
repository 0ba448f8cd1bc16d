"""What a person decides about being reached and being seen: *do not disturb*, who may send them requests,
and whose calls hide their address."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import signals
from accounts.contacts import Refused
from accounts.models import AddLink, Contact, RequestsFrom, User
from accounts.news import send, tell_changed

COLUMNS = ("do_not_disturb", "requests_from", "hide_address")


def can_hide() -> bool:
    """Whether this site has a relay: without one, whoever hides their address reaches nobody."""
    return bool(settings.TURN_URLS)


@transaction.atomic
def save(person: User) -> None:
    """Keep the person's decisions, which stand in these columns. Calls are told what it means for them."""
    before = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    person.save(update_fields=COLUMNS)
    if person.requests_from != before.requests_from:
        tell_changed({person.pk})
    if person.do_not_disturb and not before.do_not_disturb:
        send(signals.quietened, user=person.pk)


def hides_from(owner: User, person: User) -> bool:
    """Whether the owner hides their address from this contact in particular."""
    return Contact.objects.filter(owner=owner, person=person, hide_address=True).exists()


def hide_from(owner: User, person: User, hide: bool) -> None:
    """From the next call on. Nothing happens where the person is no contact; raises contacts.Refused."""
    if hide and not can_hide():
        raise Refused(no_relay())
    Contact.objects.filter(owner=owner, person=person).update(hide_address=hide)


def no_relay() -> str:
    return _("This site has no relay (TURN server), so it cannot hide your address.")


# ---- the personal link -----------------------------------------------------------------------------


def link_of(person: User) -> AddLink:
    """The person's link, made at the first look."""
    return AddLink.objects.get_or_create(person=person, defaults={"token": _token()})[0]


def renew_link(person: User) -> None:
    """From now on the old one leads nowhere."""
    AddLink.objects.update_or_create(person=person, defaults={"token": _token()})


def owner_of(token: str) -> User | None:
    """Whose link this is; nobody's if it was renewed, or if they take no requests at all."""
    people = User.objects.filter(add_link__token=token, is_active=True)
    return people.exclude(requests_from=RequestsFrom.NOBODY).first()


def _token() -> str:
    return secrets.token_urlsafe(16)
