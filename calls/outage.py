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
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection

# A living process begins some database work every second. By the wall's clock: the other one does not count
# the time that a machine was suspended.
STANDSTILL_SECONDS = 10
# PostgreSQL's classes of codes for a connection that failed and for a server that shuts down, crashed or
# starts (postgresql.org/docs/current/errcodes-appendix.html); the driver gives no code for what it noticed
# itself.
_LOST_CODES = ("08", "57P")


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
    except (DatabaseError, InterfaceError) as error:
        if not _tells_of_loss(error) and connection.is_usable():
            raise
        _away = True
        raise Away("The database is away.") from error


def _tells_of_loss(error: Exception) -> bool:
    """The connection alone does not tell: Django makes a new one at the end of a transaction that lost its
    own (`atomic` sets autocommit), and that one may be in good order by the time the error arrives here."""
    driver: Any = error.__cause__
    if not isinstance(error, OperationalError | InterfaceError) or not hasattr(driver, "sqlstate"):
        return False  # it is not about the connection, or SQLite's, which has none to lose
    code = driver.sqlstate
    return code is None or str(code).startswith(_LOST_CODES)


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
