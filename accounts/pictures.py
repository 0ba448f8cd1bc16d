"""People's pictures: kept, taken away, and shown to those who see the person's name already.

The bytes are a row in the database, so they are in its backups, the same for every process, and go with
the account (docs/decisions/0019).
"""

from __future__ import annotations

import hashlib
from typing import IO

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts import drawing, news
from accounts.models import Block, Contact, ContactRequest, Picture, User


def put(person: User, file: IO[bytes], size: int) -> None:
    """Make the file (of `size` bytes) the person's picture; whoever sees their name is told.

    Raises drawing.NoPicture."""
    image = drawing.drawn(file, size)
    with transaction.atomic():
        Picture.objects.update_or_create(person=person, defaults={"image": image})
        _show(person, hashlib.sha256(image).hexdigest()[:16])


def remove(person: User) -> bool:
    """Back to the initials. Says whether there was a picture."""
    with transaction.atomic():
        there = bool(Picture.objects.filter(person=person).delete()[0])
        _show(person, "")
    return there


def seen_by(viewer: User, username: str, version: str) -> bytes | None:
    """This version of the picture of the person with this username; None where there is none, and for
    whoever is not to know."""
    rows = Picture.objects.filter(person__username=username, person__picture=version)
    image = rows.filter(_knows(viewer)).values_list("image", flat=True).first()
    return bytes(image) if image is not None else None


def _show(person: User, version: str) -> None:
    if User.objects.filter(pk=person.pk).exclude(picture=version).update(picture=version):
        person.picture = version
        news.announce_person(person)


def _knows(viewer: User) -> Q:
    """Whose name the viewer's page shows: one's own, contacts, people who ask, people one has blocked.

    As for the name, it makes no difference who blocked the viewer: a picture that went would tell.
    """
    if viewer.has_perm("accounts.view_user"):
        return Q()
    listed = Contact.objects.filter(owner=viewer, person=OuterRef("person"))
    blocked = Block.objects.filter(owner=viewer, person=OuterRef("person"))
    asking = ContactRequest.objects.filter(
        username=viewer.username.lower(), void=False, sender=OuterRef("person"), sender__is_active=True
    )
    return Q(person=viewer) | Q(Exists(listed)) | Q(Exists(blocked)) | Q(Exists(asking))
