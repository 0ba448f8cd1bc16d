"""How this process learns that its server ends, where the server does not tell the application."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any


def before_daphne_ends(goodbye: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run the goodbye before daphne's reactor stops, if it is daphne that serves.

    Daphne only cancels its applications, and not even that when a socket was opened within the last second:
    `Server.kill_all_applications` then fails with KeyError on the entry of its HTTP request (seen in 4.2.3).
    """
    reactor = sys.modules.get("twisted.internet.reactor")
    if reactor is not None and reactor.running:
        from twisted.internet.defer import Deferred

        def wait() -> Deferred[None]:
            return Deferred.fromFuture(asyncio.ensure_future(goodbye()))

        reactor.addSystemEventTrigger("before", "shutdown", wait)
