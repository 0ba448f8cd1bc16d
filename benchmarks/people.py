"""Fills an empty database with pairs of contacts who are signed in: `python -m benchmarks.people PAIRS`.

Prints them as JSON, two by two: [{"name", "cookie"}, …]. Passwords are unusable; signing in through
the form would measure the password hash.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

if TYPE_CHECKING:
    from accounts.models import User


def pairs_of_contacts(pairs: int) -> list[User]:
    """Twice `pairs` new people, each a contact of their neighbour."""
    from accounts.models import Contact, User

    people = [User(username=f"person-{index}") for index in range(2 * pairs)]
    for person in people:
        person.set_unusable_password()
    people = User.objects.bulk_create(people)
    for owners, persons in ((people[::2], people[1::2]), (people[1::2], people[::2])):
        both = zip(owners, persons, strict=True)
        Contact.objects.bulk_create(Contact(owner=owner, person=person) for owner, person in both)
    return people


def signed_in(person: User) -> str:
    """The cookie of a new session of this person."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "videocall.settings")
    django.setup()
    people = pairs_of_contacts(int(sys.argv[1]))
    json.dump([{"name": person.username, "cookie": signed_in(person)} for person in people], sys.stdout)
