"""What a greeted page may say, and what each message does (docs/protocol.md)."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from calls import database, ice, metrics, outage, relaying, reports, services
from calls.codes import Close, ErrorCode
from calls.decoding import BadMessage, decode
from calls.limits import Limits, TooFast
from calls.messages import (
    AcceptCall,
    Answer,
    Candidates,
    ClientMessage,
    DeclineCall,
    Error,
    GetIceServers,
    HangUp,
    Hello,
    MediaStatus,
    Offer,
    Ping,
    Pong,
    RejoinCall,
    Signal,
    StartCall,
    channel_of,
)
from calls.report_message import CallReport
from calls.services import Actor, Refused
from calls.sockets import Socket

logger = logging.getLogger(__name__)

R = TypeVar("R")


class Conversation:
    """One page's messages, one at a time in their order; answers go to its socket."""

    def __init__(self, socket: Socket) -> None:
        self.socket = socket
        self._limits = Limits()
        self._job: asyncio.Future[Any] | None = None

    async def handle(self, event: dict[str, Any]) -> None:
        """Do what one message asks; whatever goes wrong is answered, and the socket stays."""
        message: ClientMessage | None = None
        try:
            message = self._taken(event)
            metrics.messages[type(message)] += 1
            doing = HANDLERS[type(message)](self, message)
            if doing is not None:
                await doing
        except BadMessage as bad:
            self.refuse(bad.code, bad.message, bad.about)
        except Refused as refused:
            code, names = cast(ErrorCode, refused.code), _names(message)
            self.refuse(code, refused.message, *names, retry_after=refused.retry_after)
        except TooFast as fast:
            self._slow_down(fast)
        except outage.Away:
            # The page comes back, and asks again for what it was not answered, as after any gap.
            logger.warning("The database does not answer; a page is asked to come back.")
            self.socket.close(Close.RESTARTING)
        except Exception:
            logger.exception("A message could not be handled.")
            self.refuse("server_error", "This did not work. Try again.", *_names(message))

    def _taken(self, event: dict[str, Any]) -> ClientMessage:
        """The message, counted against the socket's limits; what is no message counts as a request."""
        try:
            message = decoded(event)
        except BadMessage:
            self._limits.requests.take()
            raise
        bucket = self._limits.signals if type(message) in FREE else self._limits.requests
        bucket.take()
        return message

    def _slow_down(self, fast: TooFast) -> None:
        self.refuse("rate_limited", "Too many messages. Wait a moment.", retry_after=fast.retry_after)
        if self._limits.exhausted():
            self.socket.close(Close.ABUSE)

    def refuse(
        self,
        code: ErrorCode,
        message: str,
        about: str | None = None,
        call: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Answer with an error; `retry_after` is in seconds."""
        metrics.refused[code] += 1
        milliseconds = None if retry_after is None else math.ceil(retry_after * 1000)
        self.socket.push(Error(code, message, about, call, milliseconds))

    async def work(self, function: Callable[..., R], *args: Any) -> R:
        """Database work. If the socket ends meanwhile, it is waited for before the page takes its leave."""
        self._job = asyncio.ensure_future(database.run(function, *args))
        return cast(R, await asyncio.shield(self._job))

    async def settled(self) -> None:
        """Until no database work of this page is on its way."""
        if self._job and not self._job.done():
            await asyncio.wait({self._job})

    async def _serve(self, service: Callable[..., None], *args: Any) -> None:
        await self.work(service, Actor(self.socket.user_id, self.socket.device), *args)

    # ---- what each message does ------------------------------------------------------------------

    def _hello_again(self, message: Hello) -> None:
        raise BadMessage("bad_message", "This socket has been greeted.", channel_of(message))

    async def _start_call(self, message: StartCall) -> None:
        await self._serve(services.place, message.to, message.media, message.ref)

    async def _accept_call(self, message: AcceptCall) -> None:
        await self._serve(services.accept, message.call, message.media)

    async def _decline_call(self, message: DeclineCall) -> None:
        await self._serve(services.decline, message.call)

    async def _hang_up(self, message: HangUp) -> None:
        await self._serve(services.hang_up, message.call)

    async def _rejoin_call(self, message: RejoinCall) -> None:
        await self._serve(services.rejoin, message.call, message.move)

    async def _media_status(self, message: MediaStatus) -> None:
        said = (message.state, message.audio, message.video, message.epoch, message.paused)
        await self._serve(services.report_media, message.call, *said)

    def _call_report(self, message: CallReport) -> None:
        reports.take(Actor(self.socket.user_id, self.socket.device), message)

    def _relay(self, message: Signal) -> None:
        relaying.relay(self.socket, message)

    def _get_ice_servers(self, _: GetIceServers) -> None:
        self.socket.push(ice.ice_servers(self.socket.user_id, in_call=bool(self.socket.calls)))

    def _ping(self, message: Ping) -> None:
        self.socket.push(Pong(message.nonce))

    def _pong(self, message: Pong) -> None:
        self.socket.outbox.ponged(message.nonce)


Handler = Callable[[Conversation, Any], Awaitable[None] | None]

HANDLERS: dict[type[ClientMessage], Handler] = {
    Hello: Conversation._hello_again,
    StartCall: Conversation._start_call,
    AcceptCall: Conversation._accept_call,
    DeclineCall: Conversation._decline_call,
    HangUp: Conversation._hang_up,
    RejoinCall: Conversation._rejoin_call,
    MediaStatus: Conversation._media_status,
    CallReport: Conversation._call_report,
    Offer: Conversation._relay,
    Answer: Conversation._relay,
    Candidates: Conversation._relay,
    GetIceServers: Conversation._get_ice_servers,
    Ping: Conversation._ping,
    Pong: Conversation._pong,
}
# These do not go to the database.
FREE = frozenset({Offer, Answer, Candidates, GetIceServers, Ping, Pong})


def decoded(event: dict[str, Any]) -> ClientMessage:
    text = event.get("text")
    if text is None:
        raise BadMessage("bad_message", "Binary frames are not part of this protocol.")
    return decode(text)


def _names(message: ClientMessage | None) -> tuple[str | None, str | None]:
    """The channel and the call of a refused message."""
    if message is None:
        return None, None
    return channel_of(message), getattr(message, "call", None)
