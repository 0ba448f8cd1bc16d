"""Sockets to messages to services: the ASGI application of /ws/ (docs/protocol.md).

It reads its own socket in one loop instead of going through Channels' dispatch, which visits a thread for
every message: most messages are signals, and those touch no database.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from accounts.sessions import open_sids
from calls import handshake, metrics, origins, outage, presence, sockets, worker
from calls.codes import Close
from calls.conversation import Conversation, decoded
from calls.decoding import BadMessage
from calls.handshake import Opened, Scope
from calls.limits import TooFast, handshakes
from calls.messages import SUBPROTOCOL, Hello, channel_of
from calls.outbox import Send
from calls.presence import Connected
from calls.sockets import Socket
from calls.worker import Worker

logger = logging.getLogger(__name__)

HELLO_SECONDS = 10
CLOSE_SECONDS = 1  # for a closing socket's last messages

Receive = Callable[[], Awaitable[dict[str, Any]]]


async def calls_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one socket from its handshake to its end."""
    await receive()  # websocket.connect
    if not _may_try(scope):
        await send({"type": "websocket.close"})  # a plain refusal; the site's own page tries again later
        return
    try:
        opened = await handshake.identify(scope)
        host = await worker.running()
    except outage.Away:
        logger.warning("The database does not answer: a socket is not served, its page will try again.")
        opened = Close.RESTARTING
    except Exception:
        logger.exception("A socket could not be served; its page will try again.")
        opened = Close.RESTARTING
    # Accepted even when it is closed at once: a refused handshake shows the page nothing but 1006.
    metrics.accepted[""] += 1
    known = SUBPROTOCOL in scope.get("subprotocols", ())
    scope["headers"].clear()  # cookies and all: not to be kept for as long as the socket lives
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if known else None})
    if isinstance(opened, Opened):
        await Consumer(opened, host, receive, send).run()
    else:
        metrics.closed[opened] += 1
        await send({"type": "websocket.close", "code": opened})


def _may_try(scope: Scope) -> bool:
    """Whether this page and address may ask for a socket at all; the database is not asked."""
    if refused := origins.refusal(scope):
        metrics.turned_away["origin"] += 1
        logger.warning("A socket was refused: %s", refused)
        return False
    try:
        handshakes.take((scope.get("client") or ("",))[0])
    except TooFast:
        metrics.turned_away["address"] += 1
        return False
    return True


class Consumer:
    """One accepted socket of a signed-in person: greets the page, then does what it asks."""

    def __init__(self, opened: Opened, host: Worker, receive: Receive, send: Send) -> None:
        self.socket = Socket(send, opened.user_id, opened.username, opened.sid)
        self._user_agent = opened.user_agent
        self._worker = host
        self._receive = receive
        self._conversation = Conversation(self.socket)
        self._reading = True
        self._code = 1006  # with which the page closed

    async def run(self) -> None:
        """Until the page or the server ends it. Nothing but the server's own end leaves this."""
        writer = self._start_writer()
        try:
            await self._read()
        except asyncio.CancelledError:
            if not writer.done():  # not by our own closing: the server ends
                await self._say_goodbye()
                raise
        except outage.Away:
            logger.warning("The database does not answer: a page is not greeted, it will come back.")
            self.socket.close(Close.RESTARTING)
        except Exception:
            logger.exception("A socket failed; its page will come back.")
            self.socket.close(Close.RESTARTING)
        finally:
            self._reading = False
            await self._leave(writer)

    def _start_writer(self) -> asyncio.Task[None]:
        """The one task that writes to the socket; when it has closed the socket, reading ends too."""
        reader = asyncio.current_task()
        writer = asyncio.create_task(self.socket.outbox.run())

        def end_reading(_: object) -> None:
            if reader and self._reading:
                reader.cancel()

        writer.add_done_callback(end_reading)
        return writer

    # ---- the page's first message ----------------------------------------------------------------

    async def _read(self) -> None:
        if not await self._greet():
            return
        while (event := await self._receive())["type"] != "websocket.disconnect":
            if self.socket.outbox.code:
                return  # to be closed, however long its page takes to read what comes before that
            self.socket.heard = time.monotonic()
            await self._conversation.handle(event)
        self._code = event.get("code") or 1006

    async def _greet(self) -> bool:
        """Whether the page introduced itself in time; the database and this process know it then."""
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                event = await self._receive()
        except TimeoutError:
            self.socket.close(Close.PROTOCOL)
            return False
        if event["type"] == "websocket.disconnect":
            return False
        hello = self._hello(event)
        if hello is None:
            self.socket.close(Close.PROTOCOL)
            return False
        try:
            connected = await self._conversation.work(self._connect, hello)
        except presence.Outdated:
            self.socket.close(Close.REPLACED)
            return False
        except presence.TooManyPages:
            self._conversation.refuse("rate_limited", "Too many pages are open. Close some.", "hello")
            self.socket.close(Close.ABUSE)
            return False
        except presence.Leaving:
            self.socket.close(Close.RESTARTING)
            return False
        if connected is None:
            self.socket.close(Close.SESSION_ENDED)
            return False
        self._welcome(connected)
        return True

    def _hello(self, event: dict[str, Any]) -> Hello | None:
        try:
            message = decoded(event)
        except BadMessage as bad:
            self._conversation.refuse(bad.code, bad.message, bad.about)
            return None
        if not isinstance(message, Hello):
            self._conversation.refuse("hello_expected", "The first message is hello.", channel_of(message))
            return None
        return message

    def _connect(self, hello: Hello) -> Connected | None:
        """In a database thread. The device is kept at once: a socket that ends here still takes its leave.
        None when the session ended since the handshake."""
        mine = self.socket
        if not open_sids({mine.sid}):
            return None
        where = (self._worker.id, mine.connection, self._user_agent)
        connected = presence.connect(mine.user_id, mine.sid, *where, hello.device, hello.resume, mine.opened)
        mine.device = connected.device
        return connected

    def _welcome(self, connected: Connected) -> None:
        self.socket.calls = {call.call: call.version for call in connected.welcome.calls}
        self.socket.ended.extend(connected.ended)
        self.socket.routes = {route.call: route for route in connected.routes}
        self.socket.people = dict(connected.presence.people)
        self.socket.list_version = connected.list_version
        self.socket.push(connected.welcome)
        self.socket.push(connected.presence)
        sockets.add(self.socket)

    # ---- the end ---------------------------------------------------------------------------------

    async def _say_goodbye(self) -> None:
        worker.say_goodbye(self.socket)
        await worker.end()

    async def _leave(self, writer: asyncio.Task[None]) -> None:
        sockets.remove(self.socket)
        metrics.closed[self.socket.outbox.code or self._code] += 1
        await self._conversation.settled()
        if self.socket.device:
            self._worker.farewell(self.socket)
        if self.socket.outbox.code:
            await asyncio.wait({writer}, timeout=CLOSE_SECONDS)
        writer.cancel()
        await asyncio.wait({writer})
