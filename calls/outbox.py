"""What one page is still to be sent: in order, by one writer, and bounded.

Servers differ when a page reads too slowly: daphne takes everything into memory, uvicorn holds the sender
up. So the bound is not on what waits here but on what the page has not confirmed to have read: a `pong`
answers the oldest `ping`, and with it everything sent before that ping has arrived.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from calls import metrics
from calls.messages import Ping, encode

Send = Callable[[dict[str, Any]], Awaitable[None]]

UNREAD_LIMIT = 1024 * 1024  # characters on their way
COUNT_LIMIT = 1000  # messages that the server has not taken yet
PROBE_EVERY = 128 * 1024  # characters after which another ping asks how far the page has read
OVERHEAD = 64  # what a message costs beside its text

_PING = encode(Ping())


class Outbox:
    """Texts for one page. `run()` is the writer; it ends when the outbox is closed."""

    def __init__(self, send: Send) -> None:
        self.code = 0  # with which the socket is being closed
        self._send = send
        self._texts: deque[str] = deque()
        self._wake = asyncio.Event()
        self._put = self._probed = self._read = 0  # characters put, at the last ping, confirmed
        self._probes: deque[int] = deque()

    def put(self, text: str) -> bool:
        """Send this text; False when the page reads too slowly to be kept."""
        if self.code:
            return True
        self._append(text)
        if self._put - self._probed > PROBE_EVERY:
            self.ping()
        waiting = len(self._texts)
        if waiting > metrics.outbox.mark:
            metrics.outbox.mark = waiting
        return self._put - self._read <= UNREAD_LIMIT and waiting <= COUNT_LIMIT

    def ping(self) -> None:
        """Ask the page for a sign of life, and how far it has read."""
        self._append(_PING)
        self._probed = self._put
        self._probes.append(self._put)

    def ponged(self) -> None:
        """The page answered the oldest ping."""
        if self._probes:
            self._read = self._probes.popleft()

    def close(self, code: int, drop: bool = False) -> None:
        """Close the socket once everything before is sent, or at once with `drop`."""
        if not self.code:
            self.code = code
            if drop:
                self._texts.clear()
            self._wake.set()

    async def run(self) -> None:
        while True:
            while self._texts:
                await self._send({"type": "websocket.send", "text": self._texts.popleft()})
            if self.code:
                await self._send({"type": "websocket.close", "code": self.code})
                return
            self._wake.clear()
            await self._wake.wait()

    def _append(self, text: str) -> None:
        self._texts.append(text)
        self._put += len(text) + OVERHEAD
        self._wake.set()
