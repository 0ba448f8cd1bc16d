"""Frames from the wire to an application and back: in pieces, too long, broken, too fast, or not at all."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvloop
from uvicorn import Config
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.server import ServerState
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from videocall.frames import READ_AHEAD, Frames

LIMIT = 1000  # bytes a message


def on_uvloop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """The event loop that deploy/serve brings; picows reaches below it."""

    @functools.wraps(test)
    def run(**arguments: Any) -> None:
        uvloop.run(test(**arguments))

    return run


class Unchecked(Frame):
    """Goes out as it is, however wrong."""

    def check(self) -> None:
        pass


class Application:
    """Accepts, and takes as many messages as it is allowed to."""

    def __init__(self) -> None:
        self.allowed = asyncio.Semaphore(0)
        self.taken: list[dict[str, Any]] = []
        self.accept: dict[str, Any] = {"type": "websocket.accept"}
        self.scope: dict[str, Any] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope, self.send = scope, send
        await receive()
        await send(self.accept)
        while not self.taken or self.taken[-1]["type"] != "websocket.disconnect":
            await self.allowed.acquire()
            self.taken.append(await receive())

    def allow(self, messages: int = 1) -> None:
        for _ in range(messages):
            self.allowed.release()

    @property
    def said(self) -> list[Any]:
        return [message.get("text", message.get("bytes", message.get("code"))) for message in self.taken]


class Browser:
    """The other end of a real connection, frame by frame."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.protocol = ClientProtocol(
            parse_uri("ws://localhost/ws/"), subprotocols=[Subprotocol("videocall")]
        )
        self.frames: list[Frame] = []
        self.closed = False

    async def greet(self) -> None:
        self.protocol.send_request(self.protocol.connect())
        self.flush()
        await self.until(lambda: self.protocol.handshake_exc or self.protocol.state.name == "OPEN")

    def flush(self) -> None:
        self.writer.write(b"".join(self.protocol.data_to_send()))

    def send(self, opcode: Opcode, data: bytes, **bits: bool) -> None:
        self.writer.write(Unchecked(opcode, data, **bits).serialize(mask=True))

    async def until(self, true: Callable[[], object]) -> None:
        """Read until this is so, or nothing more can come."""
        async with asyncio.timeout(5):
            while not true() and not self.closed:
                data = await self.reader.read(65536)
                self.closed = not data
                self.protocol.receive_data(data) if data else self.protocol.receive_eof()
                self.frames += [
                    event for event in self.protocol.events_received() if isinstance(event, Frame)
                ]

    async def close_code(self) -> int | None:
        """With which the server closed, once the connection has ended."""
        await self.until(lambda: False)
        return self.protocol.close_code


class Scene:
    def __init__(self, application: Application, server: ServerState, browser: Browser) -> None:
        self.application, self.server, self.browser = application, server, browser

    @property
    def protocol(self) -> Frames:
        return next(one for one in self.server.connections if isinstance(one, Frames))

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not true():  # noqa: ASYNC110 - turns of the loop are what it takes
                await asyncio.sleep(0)


@asynccontextmanager
async def scene(accept: dict[str, Any] | None = None) -> AsyncIterator[Scene]:
    application, state = Application(), ServerState()
    application.accept |= accept or {}
    config = Config(
        application, log_level="critical",
        ws_max_size=LIMIT, ws_ping_interval=None, ws_per_message_deflate=False,
    )  # fmt: skip
    server = await asyncio.get_running_loop().create_server(lambda: Frames(config, state, {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    browser = Browser(reader, writer)
    try:
        await browser.greet()
        yield Scene(application, state, browser)
    finally:
        writer.close()
        application.allow(1000)
        server.close()
        await asyncio.gather(*state.tasks)


@on_uvloop
async def test_a_message_there_and_back() -> None:
    async with scene() as here:
        here.application.allow()
        here.browser.send(Opcode.TEXT, "Grüße".encode())
        await here.until(lambda: here.application.said == ["Grüße"])
        await here.application.send({"type": "websocket.send", "text": "zurück"})
        await here.application.send({"type": "websocket.send", "bytes": b"\0\1"})
        await here.browser.until(lambda: len(here.browser.frames) == 2)
        assert [(frame.opcode, bytes(frame.data)) for frame in here.browser.frames] == [
            (Opcode.TEXT, "zurück".encode()),
            (Opcode.BINARY, b"\0\1"),
        ]


@pytest.mark.parametrize("named", [None, "videocall"])
@on_uvloop
async def test_the_subprotocol_is_the_applications(named: str | None) -> None:
    async with scene({"subprotocol": named}) as here:
        assert here.browser.protocol.subprotocol == named
        assert here.application.scope["subprotocols"] == ["videocall"]


@on_uvloop
async def test_a_refusal_is_uvicorns() -> None:
    async with scene({"type": "websocket.close"}) as here:
        assert "403" in str(here.browser.protocol.handshake_exc)


@on_uvloop
async def test_what_the_browser_sent_to_be_let_in_is_not_kept() -> None:
    async with scene() as here:
        kept = vars(here.protocol)
        assert not {"conn", "request", "response"} & set(kept)


@on_uvloop
async def test_a_message_in_several_frames_and_a_ping_between() -> None:
    async with scene() as here:
        here.application.allow(2)
        here.browser.send(Opcode.TEXT, b"one, ", fin=False)
        here.browser.send(Opcode.CONT, b"two, ", fin=False)
        here.browser.send(Opcode.PING, b"there?")
        here.browser.send(Opcode.CONT, b"three", fin=True)
        here.browser.send(Opcode.BINARY, b"whole")
        await here.until(lambda: here.application.said == ["one, two, three", b"whole"])
        await here.browser.until(lambda: here.browser.frames)
        assert [(frame.opcode, bytes(frame.data)) for frame in here.browser.frames] == [
            (Opcode.PONG, b"there?")
        ]


TOO_MUCH = b"x" * (LIMIT + 1)
HALF = b"x" * (LIMIT // 2 + 1)
BROKEN: dict[str, tuple[list[tuple[Opcode, bytes, dict[str, bool]]], int]] = {
    "a frame that is too long": ([(Opcode.TEXT, TOO_MUCH, {})], 1009),
    "frames that are too long together": (
        [(Opcode.TEXT, HALF, {"fin": False}), (Opcode.CONT, HALF, {"fin": False})], 1009,
    ),
    "no UTF-8": ([(Opcode.TEXT, b"\xff", {})], 1007),
    "no UTF-8 in several frames": ([(Opcode.TEXT, b"\xc3", {"fin": False}), (Opcode.CONT, b"(", {})], 1007),
    "a reserved bit": ([(Opcode.TEXT, b"x", {"rsv1": True})], 1002),
    "more of nothing": ([(Opcode.CONT, b"x", {})], 1002),
    "one within another": ([(Opcode.TEXT, b"x", {"fin": False}), (Opcode.TEXT, b"y", {})], 1002),
    "a long ping": ([(Opcode.PING, b"x" * 126, {})], 1002),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
@on_uvloop
async def test_what_is_broken_closes_the_socket(name: str) -> None:
    frames, code = BROKEN[name]
    async with scene() as here:
        here.application.allow()
        for opcode, data, bits in frames:
            here.browser.send(opcode, data, **bits)
        assert await here.browser.close_code() == code
        await here.until(lambda: here.application.taken)
        assert [message["type"] for message in here.application.taken] == ["websocket.disconnect"]


@on_uvloop
async def test_the_browser_closes() -> None:
    async with scene() as here:
        here.application.allow(2)
        here.browser.send(Opcode.TEXT, b"last")
        here.browser.protocol.send_close(4000)
        here.browser.flush()
        assert await here.browser.close_code() == 4000
        await here.until(lambda: here.application.said == ["last", 4000])


@on_uvloop
async def test_the_browser_vanishes() -> None:
    async with scene() as here:
        here.application.allow()
        here.browser.writer.transport.abort()
        await here.until(lambda: here.application.said == [1005])
        with pytest.raises(ClientDisconnected):
            await here.application.send({"type": "websocket.send", "text": "to nobody"})


@on_uvloop
async def test_the_application_closes_and_takes_no_more() -> None:
    async with scene() as here:
        queue = here.protocol.queue
        await here.application.send({"type": "websocket.send", "text": "last"})
        await here.application.send({"type": "websocket.close", "code": 4401, "reason": "over"})
        here.browser.send(Opcode.TEXT, b"too late")
        await here.browser.until(lambda: len(here.browser.frames) == 2)
        here.browser.flush()  # its closing frame
        assert await here.browser.close_code() == 4401
        assert {message["type"] for message in queue.waiting} == {"websocket.disconnect"}
        assert queue.waiting[0]["code"] == 4401
        with pytest.raises(ClientDisconnected):
            await here.application.send({"type": "websocket.send", "text": "more"})


@on_uvloop
async def test_the_application_closes_while_it_has_not_taken_all() -> None:
    async with scene() as here:
        protocol = here.protocol
        for number in range(READ_AHEAD):
            here.browser.send(Opcode.TEXT, str(number).encode())
        await here.until(lambda: not protocol.transport.is_reading())
        await here.application.send({"type": "websocket.close", "code": 4401})
        await here.browser.until(lambda: here.browser.frames)
        here.browser.flush()  # its closing frame is read nevertheless
        assert await here.browser.close_code() == 4401


@on_uvloop
async def test_the_server_ends() -> None:
    async with scene() as here:
        here.application.allow()
        here.protocol.shutdown()
        assert await here.browser.close_code() == 1012
        await here.until(lambda: here.application.said == [1012])


@on_uvloop
async def test_reads_some_messages_ahead_and_no_more() -> None:
    async with scene() as here:
        protocol, application = here.protocol, here.application
        for number in range(READ_AHEAD - 1):
            here.browser.send(Opcode.TEXT, str(number).encode())
        await here.until(lambda: len(protocol.queue.waiting) == READ_AHEAD - 1)
        assert protocol.transport.is_reading()
        here.browser.send(Opcode.TEXT, str(READ_AHEAD - 1).encode())
        await here.until(lambda: not protocol.transport.is_reading())
        here.browser.send(Opcode.TEXT, str(READ_AHEAD).encode())
        application.allow(READ_AHEAD - 1)
        await here.until(lambda: len(application.taken) == READ_AHEAD - 1)
        assert not protocol.transport.is_reading()
        application.allow(2)
        await here.until(lambda: len(application.taken) == READ_AHEAD + 1)
        assert protocol.transport.is_reading()
        assert application.said == [str(number) for number in range(READ_AHEAD + 1)]


@on_uvloop
async def test_who_reads_nothing_gets_no_pongs_and_holds_the_sender_up() -> None:
    async with scene() as here:
        transport = here.protocol.transport
        sending = asyncio.create_task(fill(here.application))
        await here.until(lambda: not here.protocol.writable.is_set())
        full = transport.get_write_buffer_size()
        for _ in range(1000):
            here.browser.send(Opcode.PING, b"x" * 100)
        here.browser.send(Opcode.TEXT, b"after the pings")
        here.application.allow()
        await here.until(lambda: here.application.said == ["after the pings"])
        assert transport.get_write_buffer_size() == full
        assert not sending.done()
        sending.cancel()


async def fill(application: Application) -> None:
    while True:
        await application.send({"type": "websocket.send", "text": "x" * 10_000})
