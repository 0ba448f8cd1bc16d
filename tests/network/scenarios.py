"""What networks do to a call: how it is set up on a difficult one, and what happens to one that is under way.

Each scenario is for a stage in a calm network with nobody in a call, and gives what tests and
benchmarks/network.py ask for. It fails when the call does not come about or does not survive.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import NamedTuple

from tests.e2e.polling import wait_until
from tests.network.home import NO_UDP, ONLY_443, Home, Nat
from tests.network.servers import TURN_TTL_SECONDS
from tests.network.stage import Stage, Way


class Outcome(NamedTuple):
    """`seconds` to connect (from the acceptance to both pictures) or to come back."""

    seconds: float
    ways: tuple[Way, Way]

    @property
    def relayed(self) -> bool:
        return "relay" in {way.kind for way in self.ways}


Scenario = Callable[[Stage], Outcome]


# ---- setting a call up -------------------------------------------------------------------------------


def on(change: Callable[[Home], object], new_pages: bool = False) -> Scenario:
    """A call where both homes are so. `new_pages` where the pages' sockets do not outlive the change."""

    def scenario(stage: Stage) -> Outcome:
        for home in (stage.lab.a, stage.lab.b):
            change(home)
        if new_pages:
            stage.open_pages()
        return Outcome(stage.connect(), stage.ways())

    return scenario


def relayed_behind(delay_ms: float) -> Callable[[Home], None]:
    def change(home: Home) -> None:
        home.router(Nat.SYMMETRIC)
        home.wire(delay_ms=delay_ms)

    return change


# Delays are from one person to the other: each home's wire has half of it.
CONNECTS: dict[str, Scenario] = {
    "direct": on(lambda home: home.router(Nat.CONE)),
    "direct, 100 ms delay": on(lambda home: home.wire(delay_ms=50)),
    "direct, 300 ms delay": on(lambda home: home.wire(delay_ms=150)),
    "direct, 5 % loss": on(lambda home: home.wire(loss=0.05)),
    "direct, 20 % loss": on(lambda home: home.wire(loss=0.2)),
    "direct, 300 kbit/s": on(lambda home: home.wire(kbps=300)),
    "symmetric NAT": on(lambda home: home.router(Nat.SYMMETRIC)),
    "symmetric NAT, 100 ms delay": on(relayed_behind(50)),
    "udp blocked": on(lambda home: home.router(out=NO_UDP)),
    "only 443 open": on(lambda home: home.router(out=ONLY_443)),
    "IPv6 only": on(lambda home: home.address(version=6), new_pages=True),
}


# ---- trouble in a call -------------------------------------------------------------------------------


class Trouble(NamedTuple):
    """`happens` to the call that is under way; several may happen to one call. `relayed` where it matters.
    `often` in each run of the tests."""

    happens: Scenario
    relayed: bool = False
    often: bool = True

    def __call__(self, stage: Stage) -> Outcome:
        """In a new call."""
        stage.talk(self.relayed)
        outcome = self.happens(stage)
        stage.survived()
        return outcome


def address_change(stage: Stage) -> Outcome:
    """Alice's computer gets another address: what it had open is dead, and nothing says so."""
    return _hit(stage, stage.lab.a.move)


def late_address_change(stage: Stage) -> Outcome:
    """The same when the TURN passwords that the call began with have run out."""
    end = time.time() + TURN_TTL_SECONDS
    wait_until(lambda: time.time() > end, TURN_TTL_SECONDS + 1, "the passwords have run out")
    return _hit(stage, stage.lab.a.move)


def tcp_address_change(stage: Stage) -> Outcome:
    """The same, and from now on Bob too can only be reached through a relay of his own."""
    for home in (stage.lab.a, stage.lab.b):
        home.router(out=NO_UDP)
    return late_address_change(stage)


def blackout(seconds: float) -> Scenario:
    """Nothing passes Alice's wire for so long; timed from its end."""

    def scenario(stage: Stage) -> Outcome:
        stage.lab.a.wire(loss=1)
        end = time.time() + seconds
        wait_until(lambda: time.time() > end, seconds + 1, "the blackout is over")
        return _hit(stage, stage.lab.a.wire)

    return scenario


def server_killed(stage: Stage) -> Outcome:
    """The site's process is killed and started again; pictures go on meanwhile."""
    welcomes = stage.welcomes()
    outcome = _hit(stage, lambda: stage.site.restart(signal.SIGKILL))
    stage.both_return(welcomes)
    return outcome


def coturn_killed(stage: Stage) -> Outcome:
    """The relay is killed and started again: it has forgotten everything."""
    return _hit(stage, stage.restart_coturn)


def reload(stage: Stage) -> Outcome:
    """Alice reloads her page."""
    return _hit(stage, lambda: stage.alice.page.reload(wait_until="commit"))


TROUBLES = {
    "address change": Trouble(address_change),
    "5 s blackout": Trouble(blackout(5)),
    "25 s blackout": Trouble(blackout(25), often=False),
    "server killed": Trouble(server_killed),
    "reload": Trouble(reload),
    "relayed: 25 s blackout, passwords run out": Trouble(blackout(25), relayed=True),
    "relayed: address change": Trouble(address_change, relayed=True),
    "relayed: address change, passwords run out": Trouble(late_address_change, relayed=True, often=False),
    "udp blocked: address change, passwords run out": Trouble(tcp_address_change, relayed=True, often=False),
    "relayed: coturn killed": Trouble(coturn_killed, relayed=True),
}


def _hit(stage: Stage, trouble: Callable[[], object]) -> Outcome:
    stage.forget_pictures()
    began = time.time()
    trouble()
    seconds = stage.back(began)
    return Outcome(seconds, stage.ways())
