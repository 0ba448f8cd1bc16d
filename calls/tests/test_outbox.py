"""What one page is sent: at once where the server takes it, in order and bounded where it does not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from calls import outbox as outboxes
from calls.outbox import Outbox


class Server:
    """Takes what it is given, while it is `willing`."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.willing = asyncio.Event()
        self.willing.set()
        self.gone = False

    async def send(self, event: dict[str, Any]) -> None:
        await self.willing.wait()
        if self.gone:
            raise ConnectionError("The page is gone.")
        self.taken.append(event.get("text", str(event.get("code"))))


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Server, Outbox, asyncio.Task[None]]]:
    server = Server()
    outbox = Outbox(server.send)
    writer = asyncio.create_task(outbox.run())
    await asyncio.sleep(0)
    yield server, outbox, writer
    writer.cancel()
    await asyncio.wait({writer})


async def test_a_text_is_taken_before_put_returns() -> None:
    async with opened() as (server, outbox, _):
        assert outbox.put("one")
        assert server.taken == ["one"]


async def test_what_has_to_wait_goes_in_order_and_before_the_close() -> None:
    async with opened() as (server, outbox, writer):
        outbox.put("one")
        server.willing.clear()
        for text in ("two", "three", "four"):
            outbox.put(text)
        outbox.close(4412)
        outbox.put("too late")
        await asyncio.sleep(0)
        assert server.taken == ["one"]
        server.willing.set()
        await asyncio.wait_for(writer, 5)
        assert server.taken == ["one", "two", "three", "four", "4412"]


async def test_a_page_that_is_gone_ends_the_writer_and_not_who_puts() -> None:
    async with opened() as (server, outbox, writer):
        server.gone = True
        assert outbox.put("one")
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(writer, 5)


async def test_a_writer_that_ends_while_the_server_waits_leaves_nothing_behind() -> None:
    async with opened() as (server, outbox, writer):
        server.willing.clear()
        outbox.put("one")
        await asyncio.sleep(0)
        writer.cancel()
        await asyncio.wait({writer})
        assert outbox.put("two")
        assert server.taken == []


async def test_only_the_nonce_of_a_ping_counts_as_read() -> None:
    large = "x" * (outboxes.UNREAD_LIMIT // 3)
    async with opened() as (server, outbox, _):
        assert outbox.put(large)
        assert outbox.put(large)
        for nonce in (None, "0" * 16):
            outbox.ponged(nonce)
        assert not outbox.put(large)

        outbox.ponged(nonces(server)[-1])
        assert outbox.put(large)


async def test_a_later_nonce_confirms_what_was_sent_before_it() -> None:
    async with opened() as (server, outbox, _):
        outbox.ping()
        outbox.put("x" * (outboxes.UNREAD_LIMIT // 2))
        outbox.ping()
        first, *_, last = nonces(server)
        outbox.ponged(last)
        outbox.ponged(first)  # late: it takes nothing back
        assert outbox.put("x" * (outboxes.UNREAD_LIMIT // 2))


def nonces(server: Server) -> list[str]:
    return [json.loads(text)["nonce"] for text in server.taken if text.startswith("{")]
