"""One site in two processes over Redis and PostgreSQL, which the tests break and mend; people in calls."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.chaos.checker import violations
from tests.chaos.history import History
from tests.chaos.run import Plan, Run
from tests.servers import Postgres, Redis, Site

RING_SECONDS = 30
_numbers = itertools.count(1)


class House(NamedTuple):
    first: Site
    second: Site
    redis: Redis
    postgres: Postgres


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    with (
        Redis() as redis,
        Postgres(durable=True) as postgres,
        Site.pair(redis, postgres, RING_SECONDS=RING_SECONDS) as (first, second),
    ):
        yield House(first, second, redis, postgres)


class Guests(Run):
    """Three people who each talk to another one, and whatever a test does to them."""

    async def talk(self) -> list[str]:
        """The ids of the calls that all pairs are in."""
        calls = [call for pair in self.pairs if (call := await pair.connect())]
        assert len(calls) == len(self.pairs)
        return calls

    async def are_well(self, calls: list[str]) -> None:
        """All are online, in the very calls they were in, hear each other mute, see each other's presence."""
        await self.look_around()
        assert [pair.talks() for pair in self.pairs] == calls


@pytest.fixture
async def guests(house: House, tmp_path: Path) -> AsyncIterator[Guests]:
    """Their history must keep every promise too."""
    number = next(_numbers)
    history = History(tmp_path / "history.jsonl")
    plan = Plan(number, 3, [], RING_SECONDS, 0, patient=False)
    run = Guests(plan, (house.first, house.second), {}, history, (f"alice{number}x", f"bob{number}x"))
    try:
        await run.gather()
        yield run
        await run.leave()
    finally:
        await run.close()
        history.close()
    found = list(violations(history.read()))
    assert not found, "\n".join(found)
