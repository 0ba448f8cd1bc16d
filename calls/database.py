"""Database work for coroutines: a pool of threads of its own, so that sockets do not queue up behind one
another's queries (Django's own thread for synchronous code is one for all of them)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connections

P = ParamSpec("P")
R = TypeVar("R")

THREADS = 8

_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="calls-database")


def waiting() -> int:
    """Pieces of work that no thread has taken yet."""
    return _pool._work_queue.qsize()


async def run(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the function returns or raises, run in a thread that has a database connection."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_pool, lambda: _connected(function, *args, **kwargs))


def _connected(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """As Django does around a request: a connection that is too old or broken is not used again."""
    _tidy_connections()
    try:
        return function(*args, **kwargs)
    finally:
        _tidy_connections()


def _tidy_connections() -> None:
    """Close what is too old or broken, and give PostgreSQL's back to their pool.

    A connection to SQLite stays with its thread. Opening one costs more than most transactions, and closing
    the last one writes the whole log back into the database (sqlite.org/wal.html, "Ending The Life Of A
    WAL"), while the page that asked waits.
    """
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "sqlite":
            connection.close_at = None
        connection.close_if_unusable_or_obsolete()
