"""A client of docs/protocol.md on asyncio, as anybody might write one: a device that keeps its socket.

`Client.run()` connects, greets, answers the heartbeat, and comes back with its device and token for as
long as the protocol allows. What it hears goes to a `Listener`. `Requests` repeats what was asked until
its effect is seen. Neither knows of calls' media.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, NoReturn, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin, Subprotocol

Message = dict[str, Any]

SUBPROTOCOL = "videocall.v1"
WELCOME_SECONDS = 10  # from opening the socket
SILENCE_SECONDS = 45  # the server pings every 20 s
FIRST_BACKOFF, LONGEST_BACKOFF = 0.5, 15.0
ABUSE_SECONDS = 60
# Close codes: not this protocol, session ended, replaced by a newer socket of this device.
FOR_GOOD = frozenset({4400, 4401, 4409})
ABUSE = 4429


class Address(NamedTuple):
    """Where a socket is opened, and the `Origin` it is opened with."""

    url: str
    origin: str


class Identity(NamedTuple):
    """What makes a new socket the same device; the token is to be kept like a password."""

    device: str
    resume: str


class Listener(Protocol):
    """What a client tells; called on the event loop, in the order of the wire."""

    def greeted(self, welcome: Message) -> None: ...

    def heard(self, message: Message) -> None: ...

    def lost(self, code: int) -> None:
        """The socket is gone, or could not be opened (1006). The client comes back if the code allows."""


class Client:
    """One device. `where` is asked before each attempt, so that it may name another server process.

    `cookies` are those of a signed-in session.
    """

    def __init__(
        self,
        where: Callable[[], Address],
        cookies: Mapping[str, str],
        listener: Listener,
        identity: Identity | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self.identity = identity
        self.address: Address | None = None  # of the socket, or of the last one
        self._where = where
        self._cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._listener = listener
        self._rng = rng or random.Random()
        self._attempt = 0
        self._return_ms = 0
        self._outgoing: asyncio.Queue[Message] | None = None  # there while greeted
        self._socket: ClientConnection | None = None

    @property
    def online(self) -> bool:
        return self._outgoing is not None

    def say(self, channel: str, **fields: Any) -> bool:
        """Send now or not at all; whether it was handed to the socket."""
        if self._outgoing is None:
            return False
        self._outgoing.put_nowait({"channel": channel, **fields})
        return True

    async def run(self) -> None:
        """Until a close code that forbids to come back, or cancellation (which drops the socket)."""
        while True:
            code = await self._once()
            if code in FOR_GOOD:
                return
            await asyncio.sleep(self._pause(code))

    # ---- one socket ------------------------------------------------------------------------------

    async def _once(self) -> int:
        """Open a socket and serve it to its end; the close code."""
        code = 1006
        try:
            self.address = address = self._where()
            async with connect(
                address.url,
                origin=Origin(address.origin),
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                additional_headers={"Cookie": self._cookie},
                open_timeout=WELCOME_SECONDS,
                ping_interval=None,
                close_timeout=1,
                compression=None,
            ) as socket:
                code = await self._serve(socket)
        except (OSError, WebSocketException):
            pass  # refused, or broken in the handshake: as good as a lost socket
        finally:
            self._outgoing = None
            self._listener.lost(code)
        return code

    async def _serve(self, socket: ClientConnection) -> int:
        writer = asyncio.create_task(self._greet_and_write(socket, queue := asyncio.Queue[Message]()))
        try:
            await self._read(socket, queue)
        except ConnectionClosed:
            return socket.close_code or 1006
        except TimeoutError:
            return 1006  # silent for too long
        except asyncio.CancelledError:
            socket.transport.abort()  # as a page that crashes
            raise
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionClosed):
                await writer

    async def _greet_and_write(self, socket: ClientConnection, queue: asyncio.Queue[Message]) -> None:
        hello: Message = {"channel": "hello"}
        await socket.send(json.dumps(hello | (self.identity._asdict() if self.identity else {})))
        while True:
            await socket.send(json.dumps(await queue.get()))

    async def _read(self, socket: ClientConnection, queue: asyncio.Queue[Message]) -> NoReturn:
        while True:
            async with asyncio.timeout(SILENCE_SECONDS if self.online else WELCOME_SECONDS):
                message: Message = json.loads(await socket.recv())
            match message["channel"]:
                case "ping":
                    queue.put_nowait(message | {"channel": "pong"})  # with the ping's nonce
                case "welcome":
                    self._welcomed(message, queue)
                case "going_away":
                    self._return_ms = message["after_ms"]
                case _:
                    self._listener.heard(message)

    def _welcomed(self, welcome: Message, queue: asyncio.Queue[Message]) -> None:
        self._attempt = self._return_ms = 0
        self.identity = Identity(welcome["device"], welcome["resume"])
        self._outgoing = queue
        self._listener.greeted(welcome)

    # ---- coming back -----------------------------------------------------------------------------

    def _pause(self, code: int) -> float:
        """Seconds: what the server asked for, else a random part of a span that doubles (full jitter)."""
        if code == ABUSE:
            return ABUSE_SECONDS
        if self._return_ms:
            pause, self._return_ms = self._return_ms / 1000, 0
            return float(pause)
        span = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2**self._attempt)
        self._attempt += 1
        return self._rng.random() * span


class Requests:
    """What was asked and has shown no effect yet; every request may be sent again (docs/protocol.md).

    `repeat()` after each welcome; `tick()` now and then, which repeats what has waited for long, and what
    the server could not do when its pause is over.
    """

    PATIENCE = 6.0  # seconds

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._open: dict[tuple[str, str], tuple[float, Message]] = {}  # (channel, about) → (when again, what)

    def ask(self, channel: str, about: str, **fields: Any) -> None:
        """Send, and again until `settle(channel, about)`; `about` is a call's id, or a username."""
        self._send((channel, about), fields)

    def settle(self, channel: str, about: str) -> None:
        self._open.pop((channel, about), None)

    def settle_all_about(self, about: str) -> None:
        for key in [key for key in self._open if key[1] == about]:
            del self._open[key]

    def asks(self, channel: str, about: str) -> bool:
        return (channel, about) in self._open

    def put_off(self, channel: str, about: str, seconds: float) -> None:
        """The server answered that it cannot now: ask again then."""
        if known := self._open.get((channel, about)):
            self._open[channel, about] = (self._clock() + seconds, known[1])

    def repeat(self) -> None:
        for key, (_, fields) in list(self._open.items()):
            self._send(key, fields)

    def tick(self) -> None:
        now = self._clock()
        for key, (again, fields) in list(self._open.items()):
            if again <= now:
                self._send(key, fields)

    def _send(self, key: tuple[str, str], fields: Message) -> None:
        self._open[key] = (self._clock() + self.PATIENCE, fields)
        self._client.say(key[0], **fields)
