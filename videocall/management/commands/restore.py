"""A backup from standard input; deploy/restore calls it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from videocall.backups import BackupFailed, restore


class Command(BaseCommand):
    help = "Puts a backup in place of the database, while no process serves: manage.py restore < FILE"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--replace", action="store_true", help="though there are accounts, which go")

    def handle(self, *args: Any, **options: Any) -> None:
        if sys.stdin.isatty():
            raise CommandError("Name the backup: manage.py restore < FILE")
        try:
            restore(sys.stdin.buffer, options["replace"])
        except BackupFailed as failure:
            raise CommandError(str(failure)) from None
        self.stderr.write("The backup is in place. Before the site starts: manage.py migrate.")
