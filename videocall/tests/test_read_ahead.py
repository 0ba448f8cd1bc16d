"""uvicorn reads some messages ahead, and no more, and hands them over in their order."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn import Config
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode

from videocall.read_ahead import READ_AHEAD, ReadAhead

HANDSHAKE = (
    b"GET /ws/ HTTP/1.1\r\nHost: example.org\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Line(asyncio.Transport):
    """Counts how often reading is stopped and begun again."""

    def __init__(self) -> None:
        super().__init__()
        self.stops = self.starts = 0

    @property
    def reading(self) -> bool:
        return self.stops == self.starts

    def pause_reading(self) -> None:
        assert self.reading
        self.stops += 1

    def resume_reading(self) -> None:
        assert not self.reading
        self.starts += 1

    def write(self, data: object) -> None:
        pass

    def close(self) -> None:
        pass

    def is_closing(self) -> bool:
        return False


class Taking:
    """An application that takes as many messages as it is allowed to."""

    def __init__(self) -> None:
        self.allowed = asyncio.Semaphore(0)
        self.taken: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            await self.allowed.acquire()
            self.taken.append((await receive())["text"])


def text(number: int) -> bytes:
    return Frame(Opcode.TEXT, str(number).encode()).serialize(mask=True)


async def until(true: Any) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - turns of the loop are what it takes
            await asyncio.sleep(0)


async def test_reads_some_messages_ahead_and_no_more() -> None:
    application, line = Taking(), Line()
    protocol = ReadAhead(Config(application, log_level="warning"), ServerState(), {})
    protocol.connection_made(line)
    protocol.data_received(HANDSHAKE)
    await until(lambda: protocol.handshake_complete)
    for number in range(READ_AHEAD - 1):
        protocol.data_received(text(number))
    assert line.stops == 0
    protocol.data_received(text(READ_AHEAD - 1))
    protocol.data_received(text(READ_AHEAD))  # what was read in one piece with the one before
    assert not line.reading
    for _ in range(READ_AHEAD):
        application.allowed.release()
    await until(lambda: len(application.taken) == READ_AHEAD)
    assert not line.reading
    application.allowed.release()
    await until(lambda: line.reading)
    assert application.taken == [str(number) for number in range(READ_AHEAD + 1)]
    for task in protocol.tasks:
        task.cancel()


async def test_one_at_a_time_never_stops_reading() -> None:
    application, line = Taking(), Line()
    protocol = ReadAhead(Config(application, log_level="warning"), ServerState(), {})
    protocol.connection_made(line)
    protocol.data_received(HANDSHAKE)
    for number in range(3 * READ_AHEAD):
        application.allowed.release()
        protocol.data_received(text(number))
        await until(lambda wanted=number + 1: len(application.taken) == wanted)
    assert line.stops == 0
    for task in protocol.tasks:
        task.cancel()
