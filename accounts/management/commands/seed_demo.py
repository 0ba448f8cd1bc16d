"""Two people to try the site with. Development only."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import contacts
from accounts.models import User

PEOPLE = {"alice": "Alice", "bob": "Bob"}


class Command(BaseCommand):
    help = "Makes alice and bob, contacts of each other, and prints their passwords (development only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("seed_demo makes accounts with known passwords: it runs with DEBUG=1 only.")
        alice, bob = (self._person(username, name) for username, name in PEOPLE.items())
        contacts.befriend(alice, bob)
        self.stdout.write("They are contacts: sign them in in two browsers, and call.")

    def _person(self, username: str, name: str) -> User:
        password = f"{username}-likes-calls"
        user = contacts.find(username) or User.objects.create_user(
            username, f"{username}@example.org", password, display_name=name
        )
        if not user.check_password(password) or not user.is_active:
            user.set_password(password)
            user.is_active = True
            user.save()
        EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        self.stdout.write(f"Username {user.username}, password {password}")
        return user
