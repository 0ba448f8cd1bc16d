"""The threads that do the sockets' database work."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections
from pytest_django.plugin import DjangoDbBlocker

from calls import database

FILE = "a file"


def underlying() -> Any:
    """This thread's connection as the driver knows it."""
    connections[FILE].ensure_connection()
    return connections[FILE].connection


def broken() -> None:
    with connections[FILE].cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


@pytest.fixture(autouse=True)
def one_thread(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """One thread, and a database file: what is in memory is never closed."""
    default = connections.settings["default"]
    monkeypatch.setitem(connections.settings, FILE, {**default, "NAME": str(tmp_path / "db.sqlite3")})
    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(database, "_pool", lambda: pool)
        yield
        pool.submit(lambda: connections[FILE].close()).result()


def test_a_connection_to_sqlite_stays_with_its_thread() -> None:
    first, second = (asyncio.run(database.run(underlying)) for _ in range(2))
    assert first is second


def test_after_an_error_the_thread_goes_on() -> None:
    with pytest.raises(OperationalError):
        asyncio.run(database.run(broken))
    assert asyncio.run(database.run(underlying))
