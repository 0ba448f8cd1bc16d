"""Under which pseudonym the log speaks of somebody (accounts/security_log.py)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.security_log import pseudonym


class Command(BaseCommand):
    help = "Tells the pseudonym that the log uses for a username."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **_: Any) -> None:
        self.stdout.write(pseudonym(username))
