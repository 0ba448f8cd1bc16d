"""The server processes, as their leases in the database say."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection

from calls import clock
from calls.models import Device, Worker
from videocall.doctor.findings import Findings, fine, warning, wrong


def examine() -> Findings:
    try:
        yield from _leases()
    except DatabaseError:
        yield wrong("Not known: the database does not answer, or lacks tables.", "See the database above.")


def _leases() -> Findings:
    living = Worker.objects.filter(lease_until__gt=clock.now())
    processes = living.count()
    pages = Device.objects.filter(worker__in=living).exclude(connection="").count()
    if not processes:
        yield warning(
            "No server process has a lease: none runs, or nobody has opened a page since it was started.",
            "systemctl status 'videocall@*'",
        )
        return
    yield fine(f"{_counted(processes, 'server process', 'es')} alive, {_counted(pages, 'open page', 's')}.")
    if processes > 1 and (connection.vendor == "sqlite" or not settings.REDIS_URL):
        yield wrong(
            f"{processes} processes run without PostgreSQL and Redis.",
            "Run one, or set DATABASE_URL and REDIS_URL (docs/deployment.md, Several processes).",
        )


def _counted(number: int, word: str, ending: str) -> str:
    return f"{number} {word}{'' if number == 1 else ending}"
