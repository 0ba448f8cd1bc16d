"""The way in for an operator who lost phone and recovery codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import contacts, two_factor


class Command(BaseCommand):
    help = "Removes somebody's second step at sign-in: their password alone opens their account again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        person = contacts.find(username)
        if person is None:
            raise CommandError(f"Nobody is called {username}.")
        if not two_factor.remove_second_step(person):
            raise CommandError(f"{person.username} has no second step.")
        self.stdout.write(f"{person.username} signs in with the password alone now.")
