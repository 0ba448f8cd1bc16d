"""Much of everything: connections that say nothing, a frame without end, messages without pause. All of it is
bounded here, and somebody else's call goes on meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket as sockets
from collections.abc import AsyncIterator, Iterator

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from calls.codes import Close
from calls.limits import ADDRESS_BURST_SECONDS
from tests.servers import Site
from tests.wire.pages import Cast, Page, answered, socket

HALF_A_HANDSHAKE = b"GET /ws/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgr"
PIECE = 64 * 1024


@pytest.fixture
def many_files() -> Iterator[None]:
    """This process, and the server it starts, may have many open, as the units and the containers have it."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(25_000, before[1]), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@contextlib.asynccontextmanager
async def a_call(site: Site) -> AsyncIterator[tuple[Page, Page, str]]:
    cast = Cast(site)
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    for page in (a, b):  # else it would be given up after 20 s
        await page.say("media_status", call=call, state="connected", audio=True, video=True)
    await passes(a, b, call)
    yield a, b, call
    await passes(a, b, call)
    await cast.leave()


async def passes(a: Page, b: Page, call: str) -> None:
    """What one says reaches the other, both ways."""
    for one, other in ((a, b), (b, a)):
        candidates = [{"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host"}]
        await one.say("webrtc_ice_candidate", call=call, epoch=1, candidates=candidates)
        await other.get("webrtc_ice_candidate")


@pytest.mark.parametrize("count", [1000, pytest.param(10_000, marks=pytest.mark.long)])
@pytest.mark.timeout(400)
async def test_half_open_handshakes_hold_nobody_up(many_files: None, count: int) -> None:
    with Site() as site:
        async with a_call(site) as (a, b, call):
            before = site.memory
            with contextlib.ExitStack() as lines:
                opening = asyncio.ensure_future(asyncio.to_thread(open_halves, lines, site.port, count))
                while not (await asyncio.wait({opening}, timeout=1))[0]:
                    await passes(a, b, call)
                await opening
                late = Cast(site)
                await late.person("carol").page()  # and newcomers are served
                assert site.memory - before < count * 30_000
                await late.leave()


def open_halves(lines: contextlib.ExitStack, port: int, count: int) -> None:
    for _ in range(count):
        line = lines.enter_context(sockets.create_connection(("127.0.0.1", port), timeout=60))
        line.sendall(HALF_A_HANDSHAKE)


async def test_a_frame_without_end_ends_its_own_socket_alone() -> None:
    """A head that promises 120 MB, and then as much of it as the server takes."""
    with Site() as site:
        async with a_call(site):
            cast = Cast(site)
            mallory = cast.person("mallory")
            await mallory.page()
            before = site.memory
            sent = await send_endless(site, mallory.cookies, 120 * 2**20)
            assert sent < 20 * 2**20  # what the system's own buffers take
            assert site.memory - before < 30 * 2**20
            await cast.leave()


async def send_endless(site: Site, cookies: dict[str, str], size: int) -> int:
    """How many bytes of one frame the server took before it ended the connection."""
    async with socket(site, cookies) as page:
        await page.greet()
        writer = page.socket.transport
        head = b"\x81\xff" + size.to_bytes(8, "big") + b"\0\0\0\0"
        writer.write(head)
        sent = 0
        with contextlib.suppress(ConnectionClosed, ConnectionError):
            while sent < size and not writer.is_closing():
                writer.write(b"x" * PIECE)
                sent += PIECE
                await page.socket.drain()
        return sent


async def test_who_sends_without_pause_is_closed_and_nobody_else_is() -> None:
    limits = {"SOCKET_REQUESTS_PER_SECOND": 10, "SOCKET_SIGNALS_PER_SECOND": 200, "SOCKET_VIOLATIONS": 5}
    with Site(None, **limits) as site:
        async with a_call(site):
            cast = Cast(site)
            flood = await cast.person("mallory").page()
            sent = 0
            with contextlib.suppress(ConnectionClosed):
                while sent < 5000:
                    await flood.say("hang_up", call="x")
                    sent += 1
            assert await flood.closed() == Close.ABUSE
            errors = [message["code"] for message in flood.seen if message["channel"] == "error"]
            assert errors.count("rate_limited") == 5
            await cast.leave()


async def test_handshakes_without_pause_are_refused_before_they_are_looked_up() -> None:
    """Those of one address only, and of nobody who is connected."""
    with Site(SOCKET_HANDSHAKES_PER_SECOND=1, TRUSTED_PROXIES="127.0.0.1") as site:
        async with a_call(site):  # two of the address that is the proxy's own
            answers = [await answer_to(site, "192.0.2.66") for _ in range(2 * ADDRESS_BURST_SECONDS)]
            assert set(answers[:ADDRESS_BURST_SECONDS]) == {Close.SESSION_ENDED}
            assert 403 in answers
            assert await answer_to(site, "192.0.2.67") == Close.SESSION_ENDED


async def answer_to(site: Site, address: str) -> int:
    """What somebody without a session hears: a close code, or a status."""
    try:
        async with socket(site, {}, headers={"X-Forwarded-For": address}) as page:
            return await page.closed()
    except InvalidStatus as refused:
        return refused.response.status_code
