"""The database to standard output; deploy/backup calls it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from videocall.backups import BackupFailed, backup


class Command(BaseCommand):
    help = "Writes the whole database to standard output, while the site goes on: manage.py backup > FILE"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if sys.stdout.isatty():
            raise CommandError("A backup is nothing to look at: manage.py backup > FILE")
        try:
            backup(sys.stdout.buffer)
        except BackupFailed as failure:
            raise CommandError(str(failure)) from None
