"""The one clock calls are timed by: the database's, so that any number of server processes agree."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

# Tests move time by changing `offset`, and may stop it at `stopped`.
offset = timedelta(0)
stopped: datetime | None = None


def now() -> datetime:
    """The database's time, in UTC. SQLite runs inside this process, so there it is the process's own."""
    if stopped is not None:
        return stopped + offset
    if connection.vendor == "sqlite":
        return timezone.now() + offset
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment + offset


def milliseconds(span: timedelta) -> int:
    """A span of time as the wire counts it; never negative."""
    return max(0, round(span.total_seconds() * 1000))
