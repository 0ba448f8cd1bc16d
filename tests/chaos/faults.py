"""What breaks in a run: which server, how and for how long; planned from the seed, then done."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.chaos.history import History
from tests.processes import Server
from tests.stores import Postgres


class Fault(NamedTuple):
    """Begins `at` seconds after the start; the server is whole again some `seconds` later."""

    at: float
    target: str
    kind: str
    seconds: float


class Pattern(NamedTuple):
    """How a server is treated: its kinds of faults with their longest duration, and how often (seconds)."""

    kinds: Mapping[str, float]
    rest: tuple[float, float]


SITE = Pattern({"kill": 8, "terminate": 4, "pause": 30}, (8, 40))
REDIS = Pattern({"kill": 15, "terminate": 15, "pause": 20}, (15, 60))
POSTGRES = Pattern({"fast": 10, "immediate": 10, "pause": 12, "backend": 0.1}, (20, 70))


def plan(rng: random.Random, seconds: float, patterns: Mapping[str, Pattern]) -> list[Fault]:
    """Faults of every target until `seconds` have passed; those of different targets may overlap."""
    return sorted(
        fault for target, pattern in patterns.items() for fault in _plan(rng, seconds, target, pattern)
    )


def _plan(rng: random.Random, seconds: float, target: str, pattern: Pattern) -> Iterator[Fault]:
    at = rng.uniform(2, pattern.rest[1])
    while at < seconds:
        kind = rng.choice(sorted(pattern.kinds))
        lasts = round(rng.uniform(0.1, pattern.kinds[kind]), 2)
        yield Fault(round(at, 2), target, kind, lasts)
        at += lasts + rng.uniform(*pattern.rest)


def one_of_each(patterns: Mapping[str, Pattern], seconds: float) -> list[Fault]:
    """Every kind of fault once, each for so long."""
    return [Fault(0, target, kind, seconds) for target, pattern in patterns.items() for kind in pattern.kinds]


async def cause_in_turn(
    faults: Sequence[Fault],
    servers: Mapping[str, Server],
    history: History,
    recovered: Callable[[], Awaitable[None]],
) -> None:
    """One after the other, each when the site has recovered from the one before."""
    for fault in faults:
        await _cause(fault, servers[fault.target], history)
        await recovered()


async def cause(faults: Sequence[Fault], servers: Mapping[str, Server], history: History) -> None:
    """Let them happen, each target's at their times, from now on."""
    begin = history.now

    async def on_one(target: str) -> None:
        for fault in faults:
            if fault.target == target:
                await asyncio.sleep(max(0, begin + fault.at - history.now))
                await _cause(fault, servers[target], history)

    await asyncio.gather(*(on_one(target) for target in sorted(servers)))


async def _cause(fault: Fault, server: Server, history: History) -> None:
    what = {"target": fault.target, "kind": fault.kind}
    history.note("fault", begins=True, seconds=fault.seconds, **what)
    breaks, mends = _deeds(server)[fault.kind]
    await asyncio.to_thread(breaks)
    await asyncio.sleep(fault.seconds)
    await asyncio.to_thread(mends)
    history.note("fault", begins=False, **what)


def _deeds(server: Server) -> dict[str, tuple[Callable[[], None], Callable[[], None]]]:
    """How each kind of fault begins and ends."""
    deeds = {
        "kill": (lambda: server.stop(signal.SIGKILL), server.start),
        "terminate": (lambda: server.stop(signal.SIGTERM), server.start),
        "fast": (lambda: server.stop(signal.SIGINT), server.start),
        "immediate": (lambda: server.stop(signal.SIGQUIT), server.start),
        "pause": (server.pause, server.resume),
    }
    if isinstance(server, Postgres):
        deeds["backend"] = (server.kill_a_backend, lambda: None)
    return deeds
