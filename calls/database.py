"""Database work for coroutines: threads of its own, so that sockets do not queue up behind one another's
queries (Django's own thread for synchronous code is one for all of them).

PostgreSQL answers many at once. SQLite has one writer at a time, and who waits for it does so by sleeping and
looking again, up to 0.1 s at a time; so there it is one thread, and work is done in the order it came.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connection, connections

from calls import outage

P = ParamSpec("P")
R = TypeVar("R")

THREADS = 8


@functools.cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1 if _is_sqlite() else THREADS, thread_name_prefix="calls-database")


def waiting() -> int:
    """Pieces of work that no thread has taken yet."""
    return int(_pool()._work_queue.qsize())


async def run(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the function returns or raises, run in a thread that has a database connection."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_pool(), lambda: _connected(function, *args, **kwargs))


def _connected(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """As Django does around a request: a connection that is too old or broken is not used again."""
    _tidy_connections()
    try:
        with outage.noticed():
            return function(*args, **kwargs)
    finally:
        _tidy_connections()


def _tidy_connections() -> None:
    """Close what is too old or broken, and give PostgreSQL's back to their pool.

    A connection to SQLite stays with its thread. Opening one costs more than most transactions, and closing
    the last one writes the whole log back into the database (sqlite.org/wal.html, "Ending The Life Of A
    WAL"), while the page that asked waits.
    """
    for opened in connections.all(initialized_only=True):
        if opened.vendor == "sqlite":
            opened.close_at = None
        opened.close_if_unusable_or_obsolete()


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"
