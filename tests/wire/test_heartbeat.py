"""The socket's timings, in this process: a consumer with a client made of two queues."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from accounts.models import Session, User
from calls import consumers, sockets, worker
from calls.codes import Close
from calls.messages import SUBPROTOCOL
from calls.models import Device

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 20


class Wire:
    """What stands where the server and the network would be."""

    def __init__(self, cookie: str) -> None:
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        headers = [(b"host", b"localhost"), (b"origin", b"http://localhost"), (b"cookie", cookie.encode())]
        scope = {"type": "websocket", "path": "/ws/", "headers": headers, "subprotocols": [SUBPROTOCOL]}
        self._incoming.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(consumers.calls_socket(scope, self._incoming.get, self.sent.put))

    def say(self, channel: str) -> None:
        self._incoming.put_nowait({"type": "websocket.receive", "text": json.dumps({"channel": channel})})

    def hang_up(self) -> None:
        self._incoming.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def get(self, channel: str) -> dict[str, Any]:
        while True:
            event = await self._event()
            if event["type"] == "websocket.send" and json.loads(event["text"])["channel"] == channel:
                return dict(json.loads(event["text"]))

    async def closed(self) -> int:
        while (event := await self._event())["type"] != "websocket.close":
            pass
        return int(event["code"])

    async def _event(self) -> dict[str, Any]:
        async with asyncio.timeout(SECONDS):
            return await self.sent.get()


@pytest.fixture
async def cookie() -> AsyncIterator[str]:
    """Alice's session; the process's worker is stopped afterwards."""
    yield await sync_to_async(_signed_in)()
    await worker.stop()


def _signed_in() -> str:
    alice = User.objects.create_user("alice", password="a quiet blue green kettle")
    client = Client()
    client.force_login(alice)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


async def greeted(cookie: str) -> Wire:
    wire = Wire(cookie)
    wire.say("hello")
    await wire.get("welcome")
    return wire


async def test_without_hello_in_time_the_socket_closes(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "HELLO_SECONDS", 0.05)
    assert await Wire(cookie).closed() == Close.PROTOCOL


async def test_the_server_pings(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "PING_SECONDS", 0.05)
    wire = await greeted(cookie)
    await wire.get("ping")
    wire.hang_up()
    await wire.task


async def test_a_half_open_socket_is_given_up(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network is gone without a word: nothing arrives, and no end of the connection either."""
    monkeypatch.setattr(sockets, "DEAD_SECONDS", 0.05)
    wire = await greeted(cookie)
    assert await wire.closed() == Close.HEARTBEAT
    await asyncio.wait_for(wire.task, SECONDS)
    assert sockets.everyone() == []


async def test_any_message_is_a_sign_of_life(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = await greeted(cookie)
    page = sockets.everyone()[0]
    page.heard -= sockets.DEAD_SECONDS
    wire.say("ping")
    await wire.get("pong")
    sockets.beat()
    assert page.outbox.code == 0
    wire.hang_up()
    await wire.task


async def test_a_session_that_ended_before_hello_gets_no_welcome(cookie: str) -> None:
    wire = Wire(cookie)
    assert (await wire._event())["type"] == "websocket.accept"
    await sync_to_async(Session.objects.all().update)(expire_date=timezone.now())
    wire.say("hello")
    assert await wire._event() == {"type": "websocket.close", "code": Close.SESSION_ENDED}
    await wire.task


async def test_a_page_that_the_database_has_elsewhere_keeps_its_session(cookie: str) -> None:
    """The sessions of all pages are asked for by their process; who is missing there is asked for by name."""
    wire = await greeted(cookie)
    await sync_to_async(Device.objects.update)(worker=None)
    await (await worker.running())._check_sessions()
    assert sockets.everyone()[0].outbox.code == 0
    wire.hang_up()
    await wire.task


async def test_a_page_that_takes_nothing_is_not_heard_once_it_is_to_go(
    cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its socket cannot be closed while the server waits for it to read (uvicorn does)."""

    async def never_taken(_: object) -> None:
        await asyncio.Event().wait()

    wire = await greeted(cookie)
    page = sockets.everyone()[0]
    monkeypatch.setattr(page.outbox, "_send", never_taken)
    page.close(Close.SESSION_ENDED)
    wire.say("get_ice_servers")
    await asyncio.wait_for(wire.task, SECONDS)


async def test_a_server_that_ends_says_goodbye(cookie: str) -> None:
    wire = await greeted(cookie)
    wire.task.cancel()
    await wire.get("going_away")
    assert await wire.closed() == Close.RESTARTING
    with pytest.raises(asyncio.CancelledError):
        await wire.task


async def test_what_fails_is_answered_and_logged(
    cookie: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    wire = await greeted(cookie)
    monkeypatch.setattr("calls.services.hang_up", broken)
    wire._incoming.put_nowait(
        {"type": "websocket.receive", "text": '{"channel": "hang_up", "call": "secret"}'}
    )
    error = await wire.get("error")
    assert (error["code"], error["about"]) == ("server_error", "hang_up")
    wire.say("ping")
    await wire.get("pong")
    assert "broken on purpose" in caplog.text
    assert "secret" not in caplog.text
    wire.hang_up()
    await wire.task
