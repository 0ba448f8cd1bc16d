"""The database: it answers, knows all tables, and suits the number of processes."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import NotSupportedError

from videocall.doctor.findings import Finding, Findings, fine, warning, wrong

FREE_MEGABYTES = 500
SECONDS = 5


def one_connection() -> None:
    """For a command: it needs no pool, which would wait and then hide why there is no connection."""
    if connection.vendor == "postgresql":
        options = connection.settings_dict["OPTIONS"]
        options.pop("pool", None)
        options.setdefault("connect_timeout", SECONDS)


def examine() -> Findings:
    started = time.perf_counter()
    try:
        connection.ensure_connection()
        version = ".".join(str(part) for part in connection.get_database_version())
    except NotSupportedError as error:
        yield wrong(f"{error}.", "Upgrade the database server.")
        return
    except DatabaseError as error:
        yield _unreachable(str(error))
        return
    took = (time.perf_counter() - started) * 1000
    yield fine(f"{connection.display_name} {version} answers ({took:.0f} ms).")
    yield from _migrations()
    yield from _processes()
    yield from _room()


def _unreachable(reason: str) -> Finding:
    first = reason.strip().splitlines()[0] if reason.strip() else "no reason given"
    if connection.vendor == "sqlite":
        fix = f"ls -l {Path(settings.DATABASES['default']['NAME']).parent}: the server's account must own it."
        return wrong(f"The SQLite file cannot be opened: {first}.", fix)
    return wrong(
        f"The database does not answer: {first}.",
        "systemctl status postgresql; then compare DATABASE_URL with the server's name, port and account.",
    )


def _migrations() -> Findings:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        yield fine("All migrations are applied.")
        return
    names = ", ".join(str(migration) for migration, _ in waiting[:3])
    more = f" and {len(waiting) - 3} more" if len(waiting) > 3 else ""
    yield wrong(f"Migrations are not applied: {names}{more}.", "manage.py migrate")


def _processes() -> Findings:
    if connection.vendor != "sqlite":
        return
    if settings.WORKERS > 1 and not settings.REDIS_URL:
        yield wrong(
            f"WEB_CONCURRENCY asks for {settings.WORKERS} processes: they cannot reach each other's sockets.",
            "WEB_CONCURRENCY=1, or set REDIS_URL and DATABASE_URL (docs/deployment.md, Several processes).",
        )
    elif settings.REDIS_URL:
        yield warning(
            "REDIS_URL is there for several processes, but they share one SQLite file.",
            "DATABASE_URL=postgres:///videocall (docs/deployment.md, The database)",
        )


def _room() -> Findings:
    """SQLite grows on this machine's disk; a full one ends calls and sign-ins alike."""
    if connection.vendor != "sqlite":
        return
    folder = Path(settings.DATABASES["default"]["NAME"]).parent
    megabytes = shutil.disk_usage(folder).free // 2**20
    if megabytes < FREE_MEGABYTES:
        yield warning(f"Only {megabytes} MB are free where the SQLite file lies.", f"Make room in {folder}.")
