"""Requests under way are answered before the server ends (daphne would cut them; uvicorn waits by itself)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from calls.shutdown import before_daphne_ends

DRAIN_SECONDS = 20
FLUSH_SECONDS = 0.1  # for the last answer to leave

Application = Callable[[Any, Any, Any], Awaitable[None]]


class Draining:
    """Wraps the application for HTTP and counts what is under way."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._under_way = 0
        self._idle = asyncio.Event()
        self._watches = False
        self._ending = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not self._watches:
            self._watches = True
            before_daphne_ends(self._drained)
        self._under_way += 1
        self._idle.clear()
        try:
            await self._answer(asyncio.ensure_future(self._application(scope, receive, send)))
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def _answer(self, answer: asyncio.Future[None]) -> None:
        """Daphne cancels what is under way when it ends, and when a browser has gone."""
        try:
            await asyncio.shield(answer)
        except asyncio.CancelledError:
            if self._ending:
                await asyncio.wait({answer}, timeout=DRAIN_SECONDS)
            answer.cancel()
            raise

    def _drained(self) -> Coroutine[Any, Any, None]:
        self._ending = True  # at once, before the cancelled applications are heard of it
        return self._wait()

    async def _wait(self) -> None:
        if self._under_way:
            await asyncio.wait({asyncio.ensure_future(self._idle.wait())}, timeout=DRAIN_SECONDS)
            await asyncio.sleep(FLUSH_SECONDS)
