"""Database work for coroutines: a pool of threads of its own, so that sockets do not queue up behind one
another's queries (Django's own thread for synchronous code is one for all of them)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

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
    close_old_connections()
    try:
        return function(*args, **kwargs)
    finally:
        close_old_connections()
