"""The whole database as one stream of bytes, and back: taken while the site serves, put back while not.

PostgreSQL in pg_dump's custom format, SQLite as a database file. manage.py backup and restore use it;
deploy/backup and deploy/restore are what operators call.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, connections

from calls import clock
from calls.models import Worker
from videocall import environment, single_process

POSTGRES, SQLITE = b"PGDMP", b"SQLite format 3\0"
KINDS = {POSTGRES: "postgresql", SQLITE: "sqlite"}
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
# The tables of a version after the backup's have to go too, whatever refers to them.
EMPTY = b"DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


class BackupFailed(Exception):
    """Nothing was written, or nothing was changed. The message says why, and what to do."""


def backup(to: IO[bytes]) -> None:
    """Write the database as it is at one moment. The site may go on meanwhile."""
    if connection.vendor == "postgresql":
        _run(*_postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges"), stdout=to)
        return
    with _sqlite_file() as path:
        _copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), path)
        with path.open("rb") as file:
            shutil.copyfileobj(file, to)


def restore(source: IO[bytes], replace: bool = False) -> None:
    """Put a backup in place of the database: all of it, or nothing. With `replace`, people who are there go.

    Refused while a server process uses the database. For a program that does nothing else."""
    connection.settings_dict["OPTIONS"].pop("pool", None)  # it would count as others on the database
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(source, file)
        file.seek(0)
        kind = _kind(file)
        if kind != connection.vendor:
            raise BackupFailed(
                f"This is a backup of {NAMES[kind]}, and the site is set to {NAMES[connection.vendor]}. "
                "Set DATABASE_URL to a database of the backup's kind."
            )
        _refuse_while_running()
        if not replace and _people():
            raise BackupFailed(
                f"The database has {_people()} accounts, which would go. If that is meant, say --replace."
            )
        connections.close_all()
        (_restore_postgres if kind == "postgresql" else _restore_sqlite)(file)


def _kind(file: IO[bytes]) -> str:
    beginning = file.read(16)
    file.seek(0)
    for mark, kind in KINDS.items():
        if beginning.startswith(mark):
            return kind
    raise BackupFailed("This is no backup: neither pg_dump's custom format nor an SQLite file.")


def _refuse_while_running() -> None:
    if connection.vendor == "postgresql":
        busy = _others_on_postgres()
    else:
        single_process.claim()  # ends with a sentence while a process has the data folder
        busy = _has("calls_worker") and Worker.objects.filter(lease_until__gt=clock.now()).count()
    if busy:
        raise BackupFailed(
            f"The site is running: {busy} others are on its database. Stop all its processes first "
            "(one that was killed is gone half a minute later)."
        )


def _others_on_postgres() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def _people() -> int:
    if not _has("accounts_user"):
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        return int(cursor.fetchone()[0])


def _has(table: str) -> bool:
    return table in connection.introspection.table_names()


# ---- PostgreSQL ----------------------------------------------------------------------------------


def _postgres(program: str, *options: str) -> tuple[list[str], dict[str, str]]:
    """A command on the site's database, and what its environment needs: no password among the arguments."""
    (_, *arguments), changed = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, list(options)
    )
    return [program, *arguments], changed or {}


def _restore_postgres(file: IO[bytes]) -> None:
    """One transaction: what cannot be put back leaves everything as it was."""
    options = [
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
    ]
    with tempfile.TemporaryFile() as statements:
        statements.write(EMPTY)
        statements.flush()
        _run(["pg_restore", "--no-owner", "--no-privileges", "--file=-"], {}, stdin=file, stdout=statements)
        _run(*_postgres("psql", *options), stdin=statements)


def _run(
    command: list[str],
    changed: dict[str, str],
    stdin: IO[bytes] | None = None,
    stdout: IO[bytes] | None = None,
) -> None:
    where = environment.of_child(**changed)
    if stdin:
        os.lseek(stdin.fileno(), 0, os.SEEK_SET)  # Python's own position may only be one in its buffer
    try:
        done = subprocess.run(  # noqa: S603 — our own words, and where the database is
            command, env=where, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, check=False
        )
    except FileNotFoundError:
        raise BackupFailed(
            f"{command[0]} is not installed. On Debian and Ubuntu: sudo apt install postgresql-client"
        ) from None
    if done.returncode:
        raise BackupFailed(done.stderr.decode(errors="replace").strip())


# ---- SQLite --------------------------------------------------------------------------------------


@contextlib.contextmanager
def _sqlite_file() -> Iterator[Path]:
    """A private path for a database file, on the file system where the site's own lies."""
    with tempfile.TemporaryDirectory(dir=Path(settings.DATABASES["default"]["NAME"]).parent) as folder:
        yield Path(folder, "database")


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own way, which takes what is in the write-ahead log too."""
    if not source.exists():
        raise BackupFailed(f"There is no database yet: {source}")
    with (
        contextlib.closing(sqlite3.connect(source)) as ours,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        ours.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _restore_sqlite(file: IO[bytes]) -> None:
    database = Path(settings.DATABASES["default"]["NAME"])
    with _sqlite_file() as path:
        path.touch(mode=0o600)
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        _check_sqlite(path)
        for log in ("-wal", "-shm"):
            database.with_name(database.name + log).unlink(missing_ok=True)
        path.replace(database)


def _check_sqlite(path: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(path)) as copy:
            (said,) = copy.execute("PRAGMA quick_check").fetchone()
            copy.execute("SELECT 1 FROM accounts_user")
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BackupFailed(f"The backup is damaged: {said}")
