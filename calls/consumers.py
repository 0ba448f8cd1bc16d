"""Sockets to messages to services: the ASGI application of /ws/ (docs/protocol.md).

It reads its own socket in one loop instead of going through Channels' dispatch, which visits a thread for
every message: most messages are signals, and those touch no database.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from calls import database, delivery, handshake, ice, origins, presence, services, sockets, worker
from calls.handshake import Opened, Scope
from calls.limits import Limits, TooFast
from calls.messages import (
    SUBPROTOCOL,
    AcceptCall,
    Answer,
    BadMessage,
    Candidates,
    ClientMessage,
    Close,
    DeclineCall,
    Error,
    ErrorCode,
    GetIceServers,
    HangUp,
    Hello,
    MediaStatus,
    Offer,
    Ping,
    Pong,
    RejoinCall,
    RelayedAnswer,
    RelayedCandidates,
    RelayedOffer,
    Signal,
    StartCall,
    channel_of,
    decode,
    encode,
)
from calls.outbox import Send
from calls.presence import Connected
from calls.services import Actor, Refused
from calls.sockets import Relay, Socket
from calls.worker import Worker

logger = logging.getLogger(__name__)

HELLO_SECONDS = 10
CLOSE_SECONDS = 1  # for a closing socket's last messages

Receive = Callable[[], Awaitable[dict[str, Any]]]
R = TypeVar("R")


async def calls_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one socket from its handshake to its end."""
    await receive()  # websocket.connect
    if refused := origins.refusal(scope):
        logger.warning("A socket was refused: %s", refused)
        await send({"type": "websocket.close"})
        return
    try:
        opened = await handshake.identify(scope)
        host = await worker.running()
    except Exception:
        logger.exception("A socket could not be served; its page will try again.")
        opened = Close.RESTARTING
    # Accepted even when it is closed at once: a refused handshake shows the page nothing but 1006.
    known = SUBPROTOCOL in scope.get("subprotocols", ())
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if known else None})
    if isinstance(opened, Opened):
        await Consumer(opened, host, receive, send).run()
    else:
        await send({"type": "websocket.close", "code": opened})


class Consumer:
    """One accepted socket of a signed-in person: greets the page, then does what it asks."""

    def __init__(self, opened: Opened, host: Worker, receive: Receive, send: Send) -> None:
        self.socket = Socket(send, opened.user_id, opened.username, opened.sid)
        self._user_agent = opened.user_agent
        self._worker = host
        self._receive = receive
        self._limits = Limits()
        self._job: asyncio.Future[Any] | None = None
        self._reading = True

    async def run(self) -> None:
        """Until the page or the server ends it. Nothing but the server's own end leaves this."""
        writer = self._start_writer()
        try:
            await self._read()
        except asyncio.CancelledError:
            if not writer.done():  # not by our own closing: the server ends
                await self._say_goodbye()
                raise
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
            self.socket.heard = time.monotonic()
            await self._handle(event)

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
        self._welcome(await self._work(self._connect, hello))
        return True

    def _hello(self, event: dict[str, Any]) -> Hello | None:
        try:
            message = _decoded(event)
        except BadMessage as bad:
            self._refuse(bad.code, bad.message, bad.about)
            return None
        if not isinstance(message, Hello):
            self._refuse("hello_expected", "The first message is hello.", channel_of(message))
            return None
        return message

    def _connect(self, hello: Hello) -> Connected:
        """In a database thread. The device is kept at once: a socket that ends here still takes its leave."""
        mine = self.socket
        where = (self._worker.id, mine.connection, self._user_agent)
        connected = presence.connect(mine.user_id, mine.sid, *where, hello.device, hello.resume)
        mine.device = connected.device
        return connected

    def _welcome(self, connected: Connected) -> None:
        self.socket.calls = {call.call: call.version for call in connected.welcome.calls}
        self.socket.routes = {route.call: route for route in connected.routes}
        self.socket.push(connected.welcome)
        self.socket.push(connected.presence)
        sockets.add(self.socket)

    # ---- every other message ---------------------------------------------------------------------

    async def _handle(self, event: dict[str, Any]) -> None:
        """Do what one message asks; whatever goes wrong is answered, and the socket stays."""
        message: ClientMessage | None = None
        try:
            message = self._taken(event)
            doing = HANDLERS[type(message)](self, message)
            if doing is not None:
                await doing
        except BadMessage as bad:
            self._refuse(bad.code, bad.message, bad.about)
        except Refused as refused:
            self._refuse(cast(ErrorCode, refused.code), refused.message, *_names(message))
        except TooFast as fast:
            self._slow_down(fast)
        except Exception:
            logger.exception("A message could not be handled.")
            self._refuse("server_error", "This did not work. Try again.", *_names(message))

    def _taken(self, event: dict[str, Any]) -> ClientMessage:
        """The message, counted against the socket's limits; what is no message counts as a request."""
        try:
            message = _decoded(event)
        except BadMessage:
            self._limits.requests.take()
            raise
        bucket = self._limits.signals if isinstance(message, FREE) else self._limits.requests
        bucket.take()
        return message

    def _slow_down(self, fast: TooFast) -> None:
        if self._limits.exhausted():
            self.socket.close(Close.ABUSE)
        words = "Too many messages. Wait a moment."
        self.socket.push(Error("rate_limited", words, retry_after_ms=round(fast.retry_after * 1000)))

    def _refuse(
        self, code: ErrorCode, message: str, about: str | None = None, call: str | None = None
    ) -> None:
        self.socket.push(Error(code, message, about, call))

    async def _work(self, function: Callable[..., R], *args: Any) -> R:
        """Database work. If the socket ends meanwhile, it is waited for before the page takes its leave."""
        self._job = asyncio.ensure_future(database.run(function, *args))
        return cast(R, await asyncio.shield(self._job))

    async def _serve(self, service: Callable[..., None], *args: Any) -> None:
        await self._work(service, Actor(self.socket.user_id, self.socket.device), *args)

    # ---- what each message does ------------------------------------------------------------------

    def _hello_again(self, message: Hello) -> None:
        raise BadMessage("bad_message", "This socket has been greeted.", channel_of(message))

    async def _start_call(self, message: StartCall) -> None:
        await self._serve(services.place, message.to, message.media)

    async def _accept_call(self, message: AcceptCall) -> None:
        await self._serve(services.accept, message.call, message.media)

    async def _decline_call(self, message: DeclineCall) -> None:
        await self._serve(services.decline, message.call)

    async def _hang_up(self, message: HangUp) -> None:
        await self._serve(services.hang_up, message.call)

    async def _rejoin_call(self, message: RejoinCall) -> None:
        await self._serve(services.rejoin, message.call)

    async def _media_status(self, message: MediaStatus) -> None:
        await self._serve(services.report_media, message.call, message.state, message.audio, message.video)

    def _offer(self, message: Offer) -> None:
        self._relay(message, RelayedOffer(message.call, message.epoch, self.socket.username, message.offer))

    def _answer(self, message: Answer) -> None:
        self._relay(message, RelayedAnswer(message.call, message.epoch, self.socket.username, message.answer))

    def _candidates(self, message: Candidates) -> None:
        relayed = RelayedCandidates(message.call, message.epoch, self.socket.username, message.candidates)
        self._relay(message, relayed)

    def _relay(self, message: Signal, relayed: RelayedOffer | RelayedAnswer | RelayedCandidates) -> None:
        """To the other seat, by this socket's own route: no database, no look into the signal."""
        route = self.socket.routes.get(message.call)
        if route is None:
            raise Refused("not_in_call")
        if route.epoch != message.epoch:
            raise BadMessage("wrong_epoch", "The call has another epoch now.", channel_of(message))
        signal = Relay(route.device, encode(relayed), route.call, route.epoch, self.socket.device)
        delivery.relay(route.worker, signal)

    def _get_ice_servers(self, _: GetIceServers) -> None:
        self.socket.push(ice.ice_servers(self.socket.user_id, in_call=bool(self.socket.calls)))

    def _ping(self, _: Ping) -> None:
        self.socket.push(Pong())

    def _pong(self, _: Pong) -> None:
        self.socket.outbox.ponged()

    # ---- the end ---------------------------------------------------------------------------------

    async def _say_goodbye(self) -> None:
        worker.say_goodbye(self.socket)
        await worker.end()

    async def _leave(self, writer: asyncio.Task[None]) -> None:
        sockets.remove(self.socket)
        if self._job and not self._job.done():
            await asyncio.wait({self._job})
        if self.socket.device:
            self._worker.farewell(self.socket)
        if self.socket.outbox.code:
            await asyncio.wait({writer}, timeout=CLOSE_SECONDS)
        writer.cancel()
        await asyncio.wait({writer})


Handler = Callable[[Consumer, Any], Awaitable[None] | None]

HANDLERS: dict[type[ClientMessage], Handler] = {
    Hello: Consumer._hello_again,
    StartCall: Consumer._start_call,
    AcceptCall: Consumer._accept_call,
    DeclineCall: Consumer._decline_call,
    HangUp: Consumer._hang_up,
    RejoinCall: Consumer._rejoin_call,
    MediaStatus: Consumer._media_status,
    Offer: Consumer._offer,
    Answer: Consumer._answer,
    Candidates: Consumer._candidates,
    GetIceServers: Consumer._get_ice_servers,
    Ping: Consumer._ping,
    Pong: Consumer._pong,
}
# These do not go to the database.
FREE = (Offer, Answer, Candidates, GetIceServers, Ping, Pong)


def _decoded(event: dict[str, Any]) -> ClientMessage:
    text = event.get("text")
    if text is None:
        raise BadMessage("bad_message", "Binary frames are not part of this protocol.")
    return decode(text)


def _names(message: ClientMessage | None) -> tuple[str | None, str | None]:
    """The channel and the call of a refused message."""
    if message is None:
        return None, None
    return channel_of(message), getattr(message, "call", None)
