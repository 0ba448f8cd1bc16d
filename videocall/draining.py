"""Requests under way are answered before the server ends (daphne would cut them; uvicorn waits by itself)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from calls.shutdown import before_daphne_ends, stop_listening
from calls.worker import end

DRAIN_SECONDS = 10  # less than the supervisor's patience (deploy/videocall@.service)
FLUSH_SECONDS = 0.1  # for the last answer to leave

Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Any, Any, Send], Awaitable[None]]


class Draining:
    """Wraps the application for HTTP and counts what is under way."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._under_way = 0
        self._idle = asyncio.Event()
        self._watches = False
        self._ending = False
        self._closed = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not self._watches:
            self._watches = True
            before_daphne_ends(self._drained)
        if self._closed:
            await _unavailable(send)
            return
        self._under_way += 1
        self._idle.clear()
        try:
            await self._answer(asyncio.ensure_future(self._application(scope, receive, self._last(send))))
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

    def _last(self, send: Send) -> Send:
        """At the end a connection is good for the answer under way; the next request goes elsewhere."""

        async def send_last(event: Any) -> None:
            if self._ending and event["type"] == "http.response.start":
                event = {**event, "headers": [*event.get("headers", ()), (b"connection", b"close")]}
            await send(event)

        return send_last

    def _drained(self) -> Coroutine[Any, Any, None]:
        self._ending = True  # at once, before the cancelled applications are heard of it
        stop_listening()
        return self._wait()

    async def _wait(self) -> None:
        """The pages' goodbye comes first: a request that came after the last wait would begin in a thread
        that waits for an event loop which never runs again, and the process for that thread."""
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                await end()
                while self._under_way:
                    await self._idle.wait()
                    await asyncio.sleep(FLUSH_SECONDS)
        except TimeoutError:
            pass
        self._closed = True


async def _unavailable(send: Send) -> None:
    """For what comes over a connection that was kept, in the moment until it is cut."""
    headers = [(b"connection", b"close"), (b"retry-after", b"1"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body"})
