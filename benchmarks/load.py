"""The load generator: pairs of clients that send each other signals through a relay.

A process of its own, on a client written in C (picows) and uvloop, so that the relay is what is
measured. Reads one plan (JSON) from standard input, writes one result (JSON) to standard output:

    {"dialect", "urls", "origins", "pids", "people": [{"name", "cookie"}, …], "phases": [
        {"kind": "flood", "size", "window", "seconds"}, {"kind": "pace", "size", "rate", "seconds"}]}

`flood` keeps `window` messages under way in each direction of each pair and counts what arrives:
throughput. `pace` sends `rate` messages a second whatever happens and times each: latency.
With "idle" (more people), these connect after the phases and say nothing, and the phases come again.
Every phase has an end in time, and nothing is sent after it.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from benchmarks.dialects import DIALECTS, STAMP, STAMP_DIGITS, Person
from benchmarks.frames import Frames

# Added to every time stamp, so that all have the same number of digits.
STAMP_BASE = 10 ** (STAMP_DIGITS - 1)
CONNECTING_AT_ONCE = 20
PATIENCE = 120.0  # seconds for any one answer while calls are set up
WARM_UP = 0.5
DRAIN = 3.0
SETTLING = 1.0
SETTLING_IDLE = 30.0  # until everybody has been told of everybody's coming
TICK = 0.001


def now() -> int:
    """Microseconds on a clock that never steps."""
    return STAMP_BASE + time.monotonic_ns() // 1000


class Tally:
    """What was sent and what arrived."""

    def __init__(self) -> None:
        self.sent = 0
        self.received = 0
        self.answering = False
        self.timing = False
        self.delays = array("d")  # microseconds

    def arrived(self, stamp: int) -> None:
        self.received += 1
        if self.timing:
            self.delays.append(now() - stamp)


class Client(WSListener):
    """One end of a pair."""

    transport: WSTransport
    partner: Client

    def __init__(self, person: Person, tally: Tally, frames: Frames) -> None:
        self.person = person
        self.frames = frames
        self.tally = tally
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.head = self.tail = b""
        self.closed = False

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            self.closed = self.closed or frame.msg_type == WSMsgType.CLOSE
            return
        text = frame.get_payload_as_bytes()
        at = text.find(STAMP)
        if at < 0:
            self.take(self.frames.read(text))
            return
        at += len(STAMP)
        self.tally.arrived(int(text[at : text.index(b"}", at)]))
        if self.tally.answering:
            self.partner.send()

    def take(self, message: dict[str, Any]) -> None:
        if message["channel"] == "ping":
            self.say(**message | {"channel": "pong"})
        else:
            self.heard.put_nowait(message)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.closed = True

    def say(self, **message: object) -> None:
        self.transport.send(WSMsgType.TEXT, self.frames.write(message))

    async def hear(self, channel: str) -> Mapping[str, Any]:
        """The next message of that channel; those before it are dropped."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self.heard.get()
                if message["channel"] == "error":
                    raise RuntimeError(f"The server refused: {message}")
                if message["channel"] == channel:
                    return message

    def send(self) -> None:
        """One load message to the partner."""
        self.tally.sent += 1
        self.transport.send(WSMsgType.TEXT, self.head + b"%d" % now() + self.tail)


class Load:
    """All the pairs of one plan."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.dialect = DIALECTS[plan["dialect"]]
        self.tally = Tally()
        self.clients = [self._client(person) for person in plan["people"]]
        self.calls: list[str] = []
        self.idle = [self._client(person) for person in plan.get("idle", [])]

    def _client(self, person: Person) -> Client:
        return Client(person, self.tally, self.dialect.frames)

    @property
    def pairs(self) -> list[tuple[Client, Client]]:
        return list(zip(self.clients[::2], self.clients[1::2], strict=True))

    async def connect(self) -> None:
        """Connect everybody and set up every pair's call."""
        turn = asyncio.Semaphore(CONNECTING_AT_ONCE)

        async def bring_up(caller: Client, callee: Client) -> str:
            async with turn:
                # With two server processes the pair is apart: every signal has to cross.
                await self._open(caller, 0)
                await self._open(callee, -1)
                caller.partner, callee.partner = callee, caller
                return await self.dialect.introduce(caller, callee)

        self.calls = await asyncio.gather(*(bring_up(*pair) for pair in self.pairs))

    async def connect_idle(self) -> None:
        turn = asyncio.Semaphore(CONNECTING_AT_ONCE)

        async def bring_up(client: Client) -> None:
            async with turn:
                await self._open(client, 0)

        await asyncio.gather(*map(bring_up, self.idle))

    async def _open(self, client: Client, place: int) -> None:
        url = self.plan["urls"][place] + self.dialect.path
        headers = self.dialect.headers(client.person, self.plan["origins"][place])
        client.transport, _ = await ws_connect(
            lambda: client, url, extra_headers=headers, websocket_handshake_timeout=PATIENCE, proxy=None
        )
        await self.dialect.arrive(client)

    def use_size(self, size: int) -> None:
        for call, (caller, callee) in zip(self.calls, self.pairs, strict=True):
            caller.head, caller.tail = self.dialect.load(call, callee.person, size)
            callee.head, callee.tail = self.dialect.load(call, caller.person, size)

    async def flood(self, size: int, window: int, seconds: float) -> dict[str, float]:
        """Keep `window` messages under way each way; what the relay passes on then, and its cost."""
        self.use_size(size)
        sent_before, received_before = self.tally.sent, self.tally.received
        self.tally.answering = True
        for _ in range(window):
            for client in self.clients:
                client.send()
        await asyncio.sleep(WARM_UP)
        start = self._reading()
        await asyncio.sleep(seconds)
        end = self._reading()
        self.tally.answering = False
        await self._drained(sent_before, received_before)
        wall, own, server, messages = (after - before for before, after in zip(start, end, strict=True))
        lost = (self.tally.sent - sent_before) - (self.tally.received - received_before)
        return {
            "per_second": messages / wall,
            "per_core_second": messages / server if server else 0.0,
            "server_busy": server / wall,
            "generator_busy": own / wall,
            "lost": lost,
        }

    async def pace(self, size: int, rate: int, seconds: float) -> dict[str, float]:
        """Send `rate` messages a second, spread over everybody; the delay of each."""
        self.use_size(size)
        sent_before, received_before = self.tally.sent, self.tally.received
        self.tally.delays = array("d")
        self.tally.timing = True
        begun = time.monotonic()
        total = int(rate * seconds)
        sent = 0
        while sent < total:
            due = min(total, int((time.monotonic() - begun) * rate))
            for index in range(sent, due):
                self.clients[index % len(self.clients)].send()
            sent = due
            await asyncio.sleep(TICK)
        await self._drained(sent_before, received_before)
        self.tally.timing = False
        delays = sorted(self.tally.delays)
        if not delays:
            raise RuntimeError("No message arrived.")
        return {
            "p50_ms": delays[len(delays) // 2] / 1000,
            "p99_ms": delays[len(delays) * 99 // 100] / 1000,
            "lost": total - len(delays),
        }

    async def _drained(self, sent_before: int, received_before: int) -> None:
        """Wait until all that was sent has arrived, or as long as one may wait for lost messages."""
        until = time.monotonic() + DRAIN
        while self.tally.sent - sent_before > self.tally.received - received_before:
            if time.monotonic() > until:
                return
            await asyncio.sleep(0.01)

    def _reading(self) -> tuple[float, float, float, int]:
        return time.monotonic(), time.process_time(), server_time(*self.plan["pids"]), self.tally.received

    def lines_lost(self) -> int:
        return sum(client.closed for client in [*self.clients, *self.idle])

    async def go_through(self, settling: float) -> list[dict[str, Any]]:
        """The phases of the plan after a while, each with what was measured."""
        await asyncio.sleep(settling)
        done = []
        for phase in self.plan["phases"]:
            options = {name: value for name, value in phase.items() if name != "kind"}
            run = self.flood if phase["kind"] == "flood" else self.pace
            done.append({**phase, **await run(**options)})
        return done


def server_time(*pids: int) -> float:
    """Seconds of processor time, user and system, that the processes have used (proc(5), fields 14, 15)."""
    stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / os.sysconf("SC_CLK_TCK")


def resident(*pids: int) -> int:
    """Bytes of memory the processes hold now."""
    pages = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")


async def work(plan: dict[str, Any]) -> dict[str, Any]:
    load = Load(plan)
    memory, processor, begun = resident(*plan["pids"]), server_time(*plan["pids"]), time.monotonic()
    await load.connect()
    setting_up = {
        "seconds": time.monotonic() - begun,
        "server_seconds": server_time(*plan["pids"]) - processor,
        "kb_a_socket": (resident(*plan["pids"]) - memory) / len(load.clients) / 1000,
    }
    result = {"setting_up": setting_up, "phases": await load.go_through(SETTLING)}
    if load.idle:
        await load.connect_idle()
        result["beside_idle"] = await load.go_through(SETTLING_IDLE)
    return result | {"lines_lost": load.lines_lost()}


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    json.dump(uvloop.run(work(json.load(sys.stdin))), sys.stdout)
