"""A wire with delay, loss and a rate: joins two network interfaces of one namespace, frame by frame.

    python -m tests.network.wire DEVICE DEVICE

reads one JSON object a line from stdin, {"delay_ms": …, "loss": …, "kbps": …}, each way alike, and ends when
stdin does. It needs raw sockets (packet(7)) and no kernel module, which sch_netem would be.
"""

from __future__ import annotations

import heapq
import json
import os
import random
import select
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import NamedTuple

ALL_PROTOCOLS = 3  # ETH_P_ALL
SOL_PACKET, PACKET_IGNORE_OUTGOING = 263, 23
BUFFER = 4 << 20
FRAME = 65536
# What waits longer than this for a slow wire is dropped, as in a router's queue.
QUEUE_SECONDS = 0.3


class Condition(NamedTuple):
    """`kbps` 0 is no limit; `loss` 1 is a cut wire."""

    delay_ms: float = 0
    loss: float = 0
    kbps: float = 0


class Frame(NamedTuple):
    due: float
    number: int
    to: socket.socket
    content: bytes


@dataclass
class Direction:
    """One way through the wire."""

    source: socket.socket
    target: socket.socket
    busy_until: float = 0

    def due(self, size: int, condition: Condition) -> float | None:
        """When a frame that comes now goes out; None when it is lost."""
        if random.random() < condition.loss:
            return None
        now = time.monotonic()
        sent = now
        if condition.kbps:
            sent = max(now, self.busy_until) + size * 8 / (condition.kbps * 1000)
            if sent - now > QUEUE_SECONDS:
                return None
            self.busy_until = sent
        return sent + condition.delay_ms / 1000


@dataclass
class Wire:
    directions: list[Direction]
    condition: Condition = field(default_factory=Condition)
    waiting: list[Frame] = field(default_factory=list)
    number: int = 0

    def run(self) -> None:
        """Until stdin ends."""
        os.set_blocking(0, False)
        while True:
            sources = {one.source: one for one in self.directions}
            told, readable = self._wait([*sources])
            if told and not self._hear():
                return
            for one in readable:
                self._take(sources[one])
            self._let_go()

    def _wait(self, sources: list[socket.socket]) -> tuple[bool, list[socket.socket]]:
        """Whether stdin has something, and which ends have; until the next frame is due at the latest."""
        stdin = sys.stdin.buffer
        readable, _, _ = select.select([stdin, *sources], [], [], self._patience())
        return stdin in readable, [one for one in sources if one in readable]

    def _patience(self) -> float:
        return max(0, self.waiting[0].due - time.monotonic()) if self.waiting else 1

    def _hear(self) -> bool:
        """A line is short and written at once, so it is read at once."""
        lines = os.read(0, FRAME).splitlines()
        if lines:
            self.condition = Condition(**json.loads(lines[-1]))
        return bool(lines)

    def _take(self, direction: Direction) -> None:
        while (content := _received(direction.source)) is not None:
            if (due := direction.due(len(content), self.condition)) is not None:
                self.number += 1
                heapq.heappush(self.waiting, Frame(due, self.number, direction.target, content))

    def _let_go(self) -> None:
        while self.waiting and self.waiting[0].due <= time.monotonic():
            frame = heapq.heappop(self.waiting)
            try:
                frame.to.send(frame.content)
            except OSError:  # the interface is down, or its queue is full: lost, as on any wire
                continue


def _received(source: socket.socket) -> bytes | None:
    try:
        return source.recv(FRAME)
    except OSError:  # nothing more for now, or the interface is down
        return None


def _end(device: str) -> socket.socket:
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    end.bind((device, 0))
    end.setblocking(False)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    end.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    return end


def main() -> None:
    one, other = (_end(device) for device in sys.argv[1:3])
    Wire([Direction(one, other), Direction(other, one)]).run()


if __name__ == "__main__":
    main()
