"""Servers break at random under people who call each other; the history must keep every promise.

    CHAOS_SEED=7 CHAOS_SECONDS=600 CHAOS_CALLS=200 pytest -m long tests/chaos

The seed gives the same faults at the same moments and the same people doing the same; it is printed, and
names the history.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.chaos import faults
from tests.chaos.checker import violations
from tests.chaos.faults import Fault, Pattern
from tests.chaos.history import Event, History
from tests.chaos.run import Plan, Run
from tests.processes import Server
from tests.servers import Postgres, Redis, Site

SEED = int(os.environ.get("CHAOS_SEED") or random.randrange(10**6))
SECONDS = float(os.environ.get("CHAOS_SECONDS") or 600)
CALLS = int(os.environ.get("CHAOS_CALLS") or 200)
RING_SECONDS = 20
LOG_LENGTH = 20_000  # of each server's log, printed with what was wrong
ALL = {"first": faults.SITE, "second": faults.SITE, "redis": faults.REDIS, "postgres": faults.POSTGRES}
ALONE = {"site": Pattern({"kill": 3, "terminate": 2}, (6, 15))}


async def check(plan: Plan, sites: Sequence[Site], servers: Mapping[str, Server], path: Path) -> None:
    say(f"CHAOS_SEED={plan.seed}, {len(plan.faults)} faults, history: {path}")
    history = History(path)
    run = Run(plan, sites, servers, history)
    try:
        await run.go()
    finally:
        await run.close()
        history.close()
    events = history.read()
    say(*figures(events), f"{sum(pair.calls for pair in run.pairs)} calls were established")
    found = list(violations(events))
    if found:
        say(*(f"---- {site.url} wrote:\n{site.log[-LOG_LENGTH:]}" for site in sites))
    assert not found, "\n".join([f"{len(found)} violations, seed {plan.seed}", *found[:40]])


def figures(events: Sequence[Event]) -> Iterator[str]:
    """What a run came to, for its reader."""
    yield f"{len(events)} events"
    ends = {event["call"]: event["reason"] for event in events if event.get("state") == "ended"}
    yield f"ends: {dict(Counter(ends.values()))}"
    refused = Counter(event["code"] for event in events if event.get("channel") == "error")
    yield f"answered with errors: {dict(refused)}"
    lost = Counter(event["code"] for event in events if event["what"] == "lost")
    yield f"sockets lost: {dict(lost)}"
    yield from (str(event) for event in events if event["what"] in {"settled", "unsettled", "left_behind"})


def say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


async def on_two_processes(
    chosen: Sequence[Fault], seconds: float, calls: int, path: Path, patient: bool
) -> None:
    plan = Plan(SEED, calls, chosen, RING_SECONDS, seconds, patient)
    with (
        Redis() as redis,
        Postgres(durable=True) as postgres,
        Site.pair(redis, postgres, RING_SECONDS=plan.ring_seconds) as (first, second),
    ):
        servers = {"first": first, "second": second, "redis": redis, "postgres": postgres}
        await check(plan, (first, second), servers, path)


@pytest.mark.timeout(400)
async def test_one_fault_of_each_kind(histories: Path) -> None:
    await on_two_processes(faults.one_of_each(ALL, 1), 0, 6, histories / "each.jsonl", patient=False)


@pytest.mark.long
@pytest.mark.timeout(SECONDS + 1200)
async def test_chaos(histories: Path) -> None:
    chosen = faults.plan(random.Random(SEED), SECONDS, ALL)
    await on_two_processes(chosen, SECONDS, CALLS, histories / f"{SEED}.jsonl", patient=True)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_one_process_on_sqlite(histories: Path) -> None:
    seconds = min(SECONDS, 90)
    plan = Plan(SEED, min(CALLS, 20), faults.plan(random.Random(SEED), seconds, ALONE), RING_SECONDS, seconds)
    with Site(RING_SECONDS=plan.ring_seconds) as site:
        await check(plan, [site], {"site": site}, histories / f"sqlite-{SEED}.jsonl")
