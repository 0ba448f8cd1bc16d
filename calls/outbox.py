"""What one page is still to be sent: in order, by one writer, and bounded.

Servers differ when a page reads too slowly: daphne takes everything into memory, uvicorn holds the sender
up. So the bound is not on what waits here but on what the page has not confirmed to have read: a `pong` with
the nonce of a `ping` says that everything sent before that ping has arrived. Nobody knows a nonce before it
is read, so nobody confirms what they left in the server's memory; who never echoes one gets UNREAD_LIMIT in
all.
"""

from __future__ import annotations

import asyncio
import secrets
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from calls import metrics
from calls.messages import Ping, encode

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

UNREAD_LIMIT = 1024 * 1024  # characters on their way
COUNT_LIMIT = 1000  # messages that the server has not taken yet
PROBE_EVERY = 128 * 1024  # characters after which another ping asks how far the page has read
OVERHEAD = 64  # what a message costs beside its text


class Outbox:
    """Texts for one page. `run()` is the writer; it ends when the outbox is closed.

    While nothing waits, a text does not wait for the writer's turn either: it is given to the server at
    once, by whoever puts it. A server that does not take it at once (the page reads too slowly for what was
    sent before) is then left to the writer.
    """

    def __init__(self, send: Send) -> None:
        self.code = 0  # with which the socket is being closed
        self._send = send
        # Lists, because a deque takes 0.8 kB even while it is empty, and nearly always they are.
        self._texts: list[str] = []
        self._begun: Coroutine[Any, Any, None] | None = None  # a sending that has to wait for the server
        self._awaited: Any = None
        self._asleep: asyncio.Future[None] | None = None  # while the writer waits, and nothing else does
        self._put = self._probed = self._read = 0  # characters put, at the last ping, confirmed
        self._probes: list[tuple[str, int]] = []  # nonces of unanswered pings: characters put by then

    def put(self, text: str) -> bool:
        """Send this text; False when the page reads too slowly to be kept."""
        if self.code:
            return True
        self._append(text)
        if self._put - self._probed > PROBE_EVERY:
            self.ping()
        return self._put - self._read <= UNREAD_LIMIT and len(self._texts) <= COUNT_LIMIT

    def ping(self) -> None:
        """Ask the page for a sign of life, and how far it has read."""
        nonce = secrets.token_hex(8)
        self._append(encode(Ping(nonce)))
        self._probed = self._put
        self._probes.append((nonce, self._put))

    def ponged(self, nonce: str | None) -> None:
        """The page has read the ping with this nonce, and all before; any other pong is a sign of life."""
        if any(known == nonce for known, _ in self._probes):
            answered = ""
            while answered != nonce:
                answered, self._read = self._probes.pop(0)

    def close(self, code: int, drop: bool = False) -> None:
        """Close the socket once everything before is sent, or at once with `drop`."""
        if not self.code:
            self.code = code
            if drop:
                self._texts.clear()
            self._rouse()

    async def run(self) -> None:
        try:
            while True:
                await self._send_what_waits()
                if self.code:
                    await self._send({"type": "websocket.close", "code": self.code})
                    return
                self._asleep = asyncio.get_running_loop().create_future()
                await self._asleep
        finally:
            self._asleep = None
            if self._begun:
                self._begun.close()

    async def _send_what_waits(self) -> None:
        if self._begun:
            await _rest_of(self._begun, self._awaited)
            self._begun = None
        while self._texts:
            await self._send({"type": "websocket.send", "text": self._texts.pop(0)})

    def _append(self, text: str) -> None:
        self._put += len(text) + OVERHEAD
        if self._asleep:
            self._send_now(text)
        else:
            self._texts.append(text)
            metrics.outbox.mark = max(metrics.outbox.mark, len(self._texts))

    def _send_now(self, text: str) -> None:
        sending = self._send({"type": "websocket.send", "text": text})
        try:
            self._awaited = sending.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 - the socket is gone: the writer meets the same, and ends for it
            self._texts.append(text)
        else:
            self._begun = sending
        self._rouse()

    def _rouse(self) -> None:
        asleep, self._asleep = self._asleep, None
        if asleep and not asleep.done():
            asleep.set_result(None)


@types.coroutine
def _rest_of(begun: Coroutine[Any, Any, None], awaited: Any) -> Generator[Any, Any, None]:
    """Await what a coroutine that was begun by hand still has to do; `awaited` is what it waits for."""
    try:
        while True:
            try:
                got = yield awaited
            except BaseException as error:  # noqa: BLE001 - the writer's end is the sending's
                awaited = begun.throw(error)
            else:
                awaited = begun.send(got)
    except StopIteration:
        return
