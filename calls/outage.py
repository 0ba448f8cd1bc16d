"""Times when nobody could be heard: the database was away, or this process stood still.

Deadlines go on running meanwhile, and the first to look at them again would end calls whose pages had no way
to say that they are there. So what counts absence begins anew (`on_return`) before any other work is done.
While the database is away one thread at a time tries it; the rest of the work fails at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection

# A living process begins some database work every second. By the wall's clock: the other one does not count
# the time that a machine was suspended.
STANDSTILL_SECONDS = 10
# What the database being away looks like; a table that is missing looks the same.
_LOST = (InterfaceError, OperationalError)


class Away(OperationalError):
    """The database does not answer: to be tried again, later."""


_lock = threading.Lock()
_on_return: Callable[[], None] | None = None
_away = False
_begun = 0.0


def on_return(function: Callable[[], None] | None) -> None:
    """Run this function before the first work after an outage; None forgets it."""
    global _on_return, _away, _begun
    _on_return, _away, _begun = function, False, time.time()


@contextmanager
def noticed() -> Iterator[None]:
    """Around each piece of database work: Away where its connection is gone; at once while that is known."""
    global _away
    try:
        _return()
        yield
    except Away:
        raise
    except _LOST as error:
        if connection.is_usable():
            raise
        _away = True
        raise Away("The database is away.") from error


def _return() -> None:
    global _away, _begun
    if _on_return is None:
        return
    if not _lock.acquire(blocking=not _away):
        raise Away("The database is away; another thread is looking for it.")
    try:
        now = time.time()
        if _away or now - _begun > STANDSTILL_SECONDS:
            _away = True
            _on_return()
        _away, _begun = False, now
    finally:
        _lock.release()
