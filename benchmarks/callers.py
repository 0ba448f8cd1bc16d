"""The callers: everybody connects, pairs call each other, and after a restart everybody comes back.

A process of its own. Reads one plan (JSON, a line) from standard input and writes results (JSON, one a line)
to standard output; between the two lines the server is restarted by whoever reads them:

    {"script", "url", "origin", "pid", "people": [{"name", "cookie"}, …],
     "first", "at_once", "seconds", "restart"}

`first` people connect before memory is first looked at: what the server makes once does not count as size of
a socket. `at_once` pairs are in a set-up at any time.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time
from collections.abc import Mapping
from typing import Any

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from benchmarks.figures import percentile
from benchmarks.load import CONNECTING_AT_ONCE, PATIENCE, resident, server_time
from benchmarks.scripts import SCRIPTS, Script

SETTLE = 2.0
CALLS_KEPT = 100  # set up before the restart, and asked for after it
BACK_WITHIN = 60.0


class Caller(WSListener):
    """One page; it comes back by itself when it loses its socket and `returns` is set."""

    transport: WSTransport

    def __init__(self, script: Script, person: Mapping[str, str]) -> None:
        self.person = person
        self.identity: dict[str, str] = {}
        self.call = ""
        self.lost = asyncio.Event()
        self.after_ms = 0
        self._script = script
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        message = self._script.frames.read(frame.get_payload_as_bytes())
        kind = message[self._script.kind]
        if kind == "ping":
            self.say({**message, "channel": "pong"})
        elif kind == "going_away":
            self.after_ms = message["after_ms"]
        else:
            self._heard.put_nowait(message)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.lost.set()

    def say(self, message: Mapping[str, Any]) -> None:
        self.transport.send(WSMsgType.TEXT, self._script.frames.write(message))

    async def hear(self, kind: str, **fields: Any) -> Mapping[str, Any]:
        """The next message of that kind with these fields; those before it are dropped."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self._heard.get()
                found = message[self._script.kind]
                if found == "error":
                    raise RuntimeError(f"The server refused: {message}")
                if found == kind and fields.items() <= message.items():
                    return message

    async def connect(self, plan: Mapping[str, Any]) -> None:
        self.lost.clear()
        self._heard = asyncio.Queue()
        url = plan["url"] + self._script.path(self.person)
        headers = self._script.headers(self.person, plan["origin"])
        self.transport, _ = await ws_connect(
            lambda: self, url, extra_headers=headers, websocket_handshake_timeout=PATIENCE, proxy=None
        )
        await self._script.greet(self)

    async def come_back(self, plan: Mapping[str, Any]) -> None:
        """As the page does: after the time it was told, then again and again with growing gaps."""
        await self.lost.wait()
        gap = 0.5
        await asyncio.sleep(self.after_ms / 1000 + random.random() * gap)
        while True:
            try:
                return await self.connect(plan)
            except Exception:  # noqa: BLE001 - whatever it is, a page tries again
                gap = min(gap * 2, 15)
                await asyncio.sleep(random.random() * gap)


class Crowd:
    """Everybody of one plan, two by two."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.script = SCRIPTS[plan["script"]]
        self.callers = [Caller(self.script, person) for person in plan["people"]]
        self.ringing: list[float] = []  # milliseconds
        self.done = 0

    async def connect(self) -> dict[str, float]:
        """What a socket takes: memory beyond the first ones, and processor time."""
        first = self.plan["first"]
        await self._connect(self.callers[:first])
        before, time_before = resident(self.plan["pid"]), server_time(self.plan["pid"])
        begun = time.monotonic()
        await self._connect(self.callers[first:])
        took, processor = time.monotonic() - begun, server_time(self.plan["pid"]) - time_before
        await asyncio.sleep(SETTLE)
        more = len(self.callers) - first
        kilobytes = (resident(self.plan["pid"]) - before) / more / 1000
        return {"kb_a_socket": kilobytes, "a_second": more / took, "ms_a_socket": processor / more * 1000}

    async def _connect(self, callers: list[Caller]) -> None:
        turn = asyncio.Semaphore(CONNECTING_AT_ONCE)

        async def one(caller: Caller) -> None:
            async with turn:
                await caller.connect(self.plan)

        await asyncio.gather(*map(one, callers))

    async def call(self) -> dict[str, float]:
        """So many pairs at once set a call up, again and again, each time another pair."""
        pairs = list(zip(self.callers[::2], self.callers[1::2], strict=True))
        free = random.sample(pairs, len(pairs))
        pid = self.plan["pid"]
        begun, processor = time.monotonic(), server_time(pid)
        until = begun + self.plan["seconds"]

        async def again_and_again() -> None:
            while time.monotonic() < until:
                pair = free.pop()
                await self._set_up(*pair)
                free.insert(0, pair)

        await asyncio.gather(*(again_and_again() for _ in range(self.plan["at_once"])))
        wall, processor = time.monotonic() - begun, server_time(pid) - processor
        return {
            "set_ups": self.done,
            "a_second": self.done / wall,
            "per_core_second": self.done / processor,
            "ring_p50_ms": percentile(self.ringing, 0.5),
            "ring_p95_ms": percentile(self.ringing, 0.95),
        }

    async def _set_up(self, caller: Caller, callee: Caller) -> None:
        begun = time.monotonic()
        call = await self.script.ring(caller, callee)
        self.ringing.append((time.monotonic() - begun) * 1000)
        await self.script.rest(call, caller, callee)
        self.done += 1

    async def come_back(self) -> dict[str, float]:
        """Everybody is there again, and so are the calls that were under way."""
        kept = list(zip(self.callers[::2], self.callers[1::2], strict=True))[:CALLS_KEPT]
        for caller, callee in kept:
            caller.call = await self.script.ring(caller, callee)
            callee.say({"channel": "accept_call", "call": caller.call, "media": "video"})
            await caller.hear("call_state", call=caller.call, state="connecting")
            for line in (caller, callee):
                media = {"state": "connected", "audio": True, "video": True}
                line.say({"channel": "media_status", "call": caller.call, **media})
            await caller.hear("call_state", call=caller.call, state="active")
        tell({"restart": "now"})
        back = [asyncio.create_task(caller.come_back(self.plan)) for caller in self.callers]
        begun = float(await asyncio.to_thread(sys.stdin.readline))
        async with asyncio.timeout(BACK_WITHIN):
            await asyncio.gather(*back)
        seconds = time.monotonic() - begun
        return {"seconds": seconds, "calls_kept": await self._still_there(kept), "of": len(kept)}

    async def _still_there(self, kept: list[tuple[Caller, Caller]]) -> int:
        """How many of the calls can still carry a signal."""
        signal = {"channel": "webrtc_ice_candidate", "epoch": 1, "candidates": [{"candidate": "x"}]}
        found = 0
        for caller, callee in kept:
            caller.say({**signal, "call": caller.call})
            await callee.hear("webrtc_ice_candidate", call=caller.call)
            found += 1
        return found


def tell(result: Mapping[str, Any]) -> None:
    print(json.dumps(result), flush=True)


async def work(plan: dict[str, Any]) -> None:
    crowd = Crowd(plan)
    tell({"connecting": await crowd.connect()})
    if plan["seconds"]:
        tell({"calling": await crowd.call()})
    if plan["restart"]:
        tell({"restart": await crowd.come_back()})


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    uvloop.run(work(json.loads(sys.stdin.readline())))
