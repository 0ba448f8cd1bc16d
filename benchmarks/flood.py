"""What one person who floods the server costs the others: the delay of what two in a call say to each other.

    python -m benchmarks.flood [--rounds 10] [--seconds 5]

Quiet rounds and rounds with a flood in turn, on one server with the limits as they are by default. The flood
is a process of its own, somebody with an account who sends 5,000 messages a second, and comes back at once
when the server has closed the socket, which no page of ours does.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import time
from collections.abc import Iterator
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from benchmarks.figures import machine, percentile, table
from tests.processes import wait_until
from tests.servers import Site
from tests.wire.pages import SUBPROTOCOL, Cast, Page, answered

LIMITS = {"SOCKET_REQUESTS_PER_SECOND": 10, "SOCKET_SIGNALS_PER_SECOND": 200, "SOCKET_VIOLATIONS": 5}
A_SECOND = 5000
PAUSE = 0.02  # between two signals of the pair
HELLO = json.dumps({"channel": "hello"})
HANG_UP = json.dumps({"channel": "hang_up", "call": "x"})


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=10)
    arguments.add_argument("--seconds", type=float, default=5)
    options = arguments.parse_args()
    quiet, flooded = asyncio.run(measure(options.rounds, options.seconds))
    rows = [[name, *cells(delays)] for name, delays in (("quiet", quiet), ("flood", flooded))]
    print(table(["", "signals", "p50 ms", "p95 ms"], rows))
    print(f"p95 {percentile(flooded, 0.95) / percentile(quiet, 0.95):.2f} times the quiet one; {machine()}")


def cells(delays: list[float]) -> list[str]:
    return [str(len(delays)), *(f"{1000 * percentile(delays, share):.2f}" for share in (0.5, 0.95))]


async def measure(rounds: int, seconds: float) -> tuple[list[float], list[float]]:
    """The delays, in seconds, of all quiet rounds and of all with a flood."""
    quiet: list[float] = []
    flooded: list[float] = []
    with Site(None, **LIMITS) as site:
        cast = Cast(site)
        alice, bob = cast.contacts("alice", "bob")
        a, b = await alice.page(), await bob.page()
        call = await answered(a, bob, b)
        for page in (a, b):  # a call that does not become one would end by itself
            await page.say("media_status", call=call, state="connected", audio=True, video=True)
        mallory = cast.person("mallory")
        for _ in range(rounds):
            quiet += await delays(a, b, call, seconds)
            with flooding(site.url, site.socket_url, mallory.cookies["session"]):
                flooded += await delays(a, b, call, seconds)
        await cast.leave()
    return quiet, flooded


async def delays(a: Page, b: Page, call: str, seconds: float) -> list[float]:
    taken = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.perf_counter()
        candidates = [{"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host"}]
        await a.say("webrtc_ice_candidate", call=call, epoch=1, candidates=candidates)
        await b.get("webrtc_ice_candidate")
        taken.append(time.perf_counter() - begun)
        await asyncio.sleep(PAUSE)
    return taken


@contextlib.contextmanager
def flooding(*where: str) -> Iterator[None]:
    """While it runs, from its first socket on; says how much it was."""
    context = multiprocessing.get_context("spawn")
    sockets, messages = context.Value("q"), context.Value("q")
    process = context.Process(target=flood, args=(*where, sockets, messages))
    process.start()
    try:
        wait_until(lambda: sockets.value, 30, "the flood begins")
        yield
    finally:
        process.kill()
        process.join()
        print(f"a flood of {messages.value} messages on {sockets.value} sockets")


def flood(origin: str, address: str, session: str, sockets: Any, messages: Any) -> None:
    """Until it is killed."""
    asyncio.run(_flood(origin, address, session, sockets, messages))


async def _flood(origin: str, address: str, session: str, sockets: Any, messages: Any) -> None:
    while True:
        with contextlib.suppress(WebSocketException, OSError):
            async with connect(
                address,
                origin=Origin(origin),
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                additional_headers={"Cookie": f"session={session}"},
            ) as line:
                await line.send(HELLO)
                sockets.value += 1
                begun, sent = time.monotonic(), 0
                while True:
                    await line.send(HANG_UP)
                    sent += 1
                    messages.value += 1
                    await asyncio.sleep(max(0.0, begun + sent / A_SECOND - time.monotonic()))


if __name__ == "__main__":
    main()
