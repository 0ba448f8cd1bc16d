"""Ends what ran out of time, and takes pages of dead server processes for lost.

The server does this every second by itself; run it where no server process is up.
"""

from typing import Any

from django.core.management.base import BaseCommand

from calls.deadlines import expire_due
from calls.presence import sweep


class Command(BaseCommand):
    help = "End calls whose deadline passed. A running server does this by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        sweep()
        ended = expire_due()
        self.stdout.write(f"{ended} call{'' if ended == 1 else 's'} ended.")
