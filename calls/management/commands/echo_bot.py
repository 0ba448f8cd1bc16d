"""Answers every call and gives picture and sound back (clients/echo_bot.py). Runs beside the server.

It signs in like anybody else, so it can run on any machine that reaches the site.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

NOT_INSTALLED = "The echo bot needs more packages: pip install -r requirements-echo.txt ({})"


class Command(BaseCommand):
    help = "Answers every call to ECHO_USERNAME and gives picture and sound back, until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url", default="http://localhost:8000", help="the site: https://calls.example.org"
        )

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        if not settings.ECHO_USERNAME or not settings.ECHO_PASSWORD:
            raise CommandError(
                "Set ECHO_USERNAME and ECHO_PASSWORD, then make the account: manage.py echo_account"
            )
        try:
            from clients.account import Account, SignInFailed
            from clients.echo_bot import EchoBot
            from clients.signalling import Unwelcome
        except ImportError as error:
            raise CommandError(NOT_INSTALLED.format(error)) from None
        logging.getLogger("clients").setLevel(logging.INFO)
        try:
            asyncio.run(self._run(EchoBot, Account, url))
        except (SignInFailed, Unwelcome) as refused:
            raise CommandError(str(refused)) from None
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    async def _run(self, bot: type, account: type, url: str) -> None:
        """aiohttp wants its session made while the event loop runs."""
        await bot(account(url, settings.ECHO_USERNAME, settings.ECHO_PASSWORD)).run()
