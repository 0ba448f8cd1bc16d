"""The account that answers test calls (manage.py echo_bot signs in with it)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import contacts
from accounts.models import User

NAME = "Echo test"


class Command(BaseCommand):
    help = "Makes the account ECHO_USERNAME with the password ECHO_PASSWORD, or sets its password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--everyone", action="store_true", help="put it on the list of all who are there now"
        )

    def handle(self, *args: Any, everyone: bool, **options: Any) -> None:
        if not settings.ECHO_USERNAME or not settings.ECHO_PASSWORD:
            raise CommandError("Set ECHO_USERNAME and ECHO_PASSWORD (.env.example explains them).")
        echo = contacts.find(settings.ECHO_USERNAME)
        if echo and echo.display_name != NAME:
            raise CommandError(
                f"{echo.username} is somebody's account already. Choose another ECHO_USERNAME."
            )
        echo = echo or User.objects.create_user(settings.ECHO_USERNAME, display_name=NAME)
        if not echo.check_password(settings.ECHO_PASSWORD):
            echo.set_password(settings.ECHO_PASSWORD)
            echo.save()
        listed = self._list_with_everyone(echo) if everyone else 0
        self.stdout.write(
            f"{echo.username} is ready; {listed} people got it as a contact. Now: manage.py echo_bot"
        )

    def _list_with_everyone(self, echo: User) -> int:
        people = User.objects.filter(is_active=True).exclude(pk=echo.pk).exclude(contacts__person=echo)
        for person in people:
            contacts.befriend(person, echo)
        return len(people)
