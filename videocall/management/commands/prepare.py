"""What has to be done once for each version, before its first process starts."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from videocall.collecting import collect_beside


class Command(BaseCommand):
    help = (
        "Makes database and static files ready for this version; at an upgrade while the processes of the "
        "version before still serve. Then restart them one after the other."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        self.stdout.write(f"Static files: {collect_beside()} new.")
