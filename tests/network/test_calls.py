"""Calls connect on every network, go on through every trouble, and say by which way they went."""

from __future__ import annotations

import signal
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.network.home import Nat
from tests.network.scenarios import CONNECTS, TROUBLES
from tests.network.stage import Stage


class Expected(NamedTuple):
    """`relayed`: whether the picture passes the TURN server, `over` what it may be carried by."""

    relayed: bool = False
    over: frozenset[str] = frozenset({"udp"})
    version: int = 4


EXPECTED: dict[str, Expected | None] = {
    **dict.fromkeys(CONNECTS, Expected()),
    # What finds its way first: the checks of the direct one may be among the lost packets.
    **dict.fromkeys(("direct, 5 % loss", "direct, 20 % loss")),
    "symmetric NAT": Expected(relayed=True),
    "symmetric NAT, 100 ms delay": Expected(relayed=True),
    "udp blocked": Expected(relayed=True, over=frozenset({"tcp", "tls"})),
    "only 443 open": Expected(relayed=True, over=frozenset({"tls"})),
    "IPv6 only": Expected(version=6),
}
# A machine that tests something else beside it takes its time; benchmarks/network.py measures.
CONNECTS_WITHIN, BACK_WITHIN = 10, 25
GIVEN_UP_MS = 45_000


SLOW = pytest.mark.long
NAMES = [pytest.param(name, marks=SLOW if "100 ms" in name else ()) for name in CONNECTS]


@pytest.mark.parametrize("name", NAMES)
def test_a_call_connects(stage: Stage, name: str) -> None:
    outcome = CONNECTS[name](stage)
    if expected := EXPECTED[name]:
        assert outcome.relayed == expected.relayed, outcome.ways
        assert {way.over for way in outcome.ways} <= expected.over
        assert {way.version for way in outcome.ways} == {expected.version}
    assert outcome.seconds < CONNECTS_WITHIN


def test_where_there_is_no_way_both_are_told(stage: Stage) -> None:
    """Neither router lets anybody in, and the relay is away. With it, the next call connects."""
    for home in (stage.lab.a, stage.lab.b):
        home.router(Nat.SYMMETRIC)
    stage.coturn.stop(signal.SIGKILL)
    try:
        stage.alice.call(stage.bob)
        stage.bob.accept(stage.alice)
        for person in stage.people:
            expect(person.page.get_by_text("The call could not connect")).to_be_visible(timeout=GIVEN_UP_MS)
            expect(person.page.get_by_text("it may need a TURN server")).to_be_visible()
    finally:
        stage.coturn.start()
    stage.talk(relayed=True)


@pytest.mark.parametrize("relayed", [False, True], ids=["direct", "relayed"])
def test_a_call_goes_on_through_one_trouble_after_the_other(stage: Stage, relayed: bool) -> None:
    stage.talk(relayed)
    [call] = [one["id"] for one in stage.cast.calls_of(stage.alice)[:1]]
    for name, trouble in TROUBLES.items():
        if trouble.often and trouble.relayed == relayed:
            outcome = trouble.happens(stage)
            assert outcome.seconds < BACK_WITHIN, name
            assert outcome.relayed or not relayed, name
    stage.survived()
    assert stage.cast.calls_of(stage.alice)[0]["id"] == call


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("repetition", range(3))
@pytest.mark.parametrize("name", TROUBLES)
def test_a_call_survives(stage: Stage, name: str, repetition: int) -> None:
    assert TROUBLES[name](stage).seconds < BACK_WITHIN
