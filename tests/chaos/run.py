"""One run: people on real servers that break by plan, all of it written to a history."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tests.chaos import faults
from tests.chaos.faults import Fault
from tests.chaos.history import History
from tests.chaos.pairs import Pair
from tests.chaos.phone import Air, Phone
from tests.processes import Server
from tests.protocol_client import Address
from tests.servers import Site

ONLINE_SECONDS = 90  # for all to come, all at once
QUIET_SECONDS = 75  # after the last fault, until all is as it should be
SETTLE_SECONDS = 150  # docs: when all clients vanish, nothing is left after this


class Plan(NamedTuple):
    """A `patient` run has its faults at their times and ends with everybody vanishing; another waits
    after each fault until all are back, and ends with everybody hanging up."""

    seed: int
    calls: int
    faults: Sequence[Fault]
    ring_seconds: int
    seconds: float
    patient: bool = True


class Run:
    """`sites` are the processes clients may come to, `servers` all that can break, by name."""

    def __init__(
        self,
        plan: Plan,
        sites: Sequence[Site],
        servers: Mapping[str, Server],
        history: History,
        names: tuple[str, str] = ("alice", "bob"),
    ) -> None:
        self.plan, self.sites, self.servers, self.history = plan, sites, servers, history
        self.names = names
        self.pairs: list[Pair] = []
        self._air = Air()
        self._rng = random.Random(f"{plan.seed}: who comes where")

    async def go(self) -> None:
        await self.gather()
        over = asyncio.Event()
        lives = [asyncio.create_task(pair.live(over)) for pair in self.pairs]
        ending = asyncio.create_task(asyncio.sleep(self.plan.seconds))
        if self.plan.patient:
            await faults.cause(self.plan.faults, self.servers, self.history)
        else:
            await faults.cause_in_turn(self.plan.faults, self.servers, self.history, self.all_are_back)
        await ending
        self.history.note("quiet")
        await self.until("every held call is talked in", QUIET_SECONDS, self.all_talk)
        over.set()
        for phone in self.phones():
            phone.wake()
        await asyncio.wait(lives, timeout=QUIET_SECONDS)
        for life in lives:
            if life.done():
                life.result()
            life.cancel()
        await self.look_around()
        await self.leave()

    async def close(self) -> None:
        """Let go of every page, wherever the run stopped."""
        await asyncio.gather(*(phone.close() for phone in self.phones()))

    async def gather(self) -> None:
        """Everybody opens their pages, half of the pairs to hold one call all the time."""
        contacts = await asyncio.to_thread(self._make_people)
        facts = {"seed": self.plan.seed, "ring_seconds": self.plan.ring_seconds, "contacts": contacts}
        self.history.note("facts", **facts)
        for number in range(self.plan.calls):
            self.pairs.append(self._pair(number))
        await self.until("every page is online", ONLINE_SECONDS, lambda: _missing(self.phones()))

    def _make_people(self) -> dict[str, list[str]]:
        contacts: dict[str, list[str]] = {}
        for number in range(self.plan.calls):
            one, other = (f"{name}{number}" for name in self.names)
            for name in (one, other):
                self.sites[0].make_user(name)
            self.sites[0].make_contacts(one, other)
            contacts |= {one: [other], other: [one]}
        return contacts

    def _pair(self, number: int) -> Pair:
        rng = random.Random(f"{self.plan.seed}: pair {number}")
        holds = number % 2 == 0
        pages = 2 if number % 5 == 0 else 1
        sides = []
        for name in (f"{name}{number}" for name in self.names):
            cookies = self.sites[0].sign_in(name)
            sides.append([self._phone(name, page, cookies, rng) for page in range(1, pages + 1)])
        return Pair(sides[0], sides[1], holds, rng, self.plan.ring_seconds)

    def _phone(self, name: str, page: int, cookies: Mapping[str, str], rng: random.Random) -> Phone:
        own = random.Random(rng.random())
        return Phone(name, page, self._somewhere, cookies, self._air, self.history, own)

    def _somewhere(self) -> Address:
        """The chooser: any process, whether it lives or not."""
        site = self._rng.choice(self.sites)
        return Address(site.socket_url, site.url)

    def phones(self) -> list[Phone]:
        return [phone for pair in self.pairs for phone in pair.phones]

    # ---- after the faults ------------------------------------------------------------------------

    def all_talk(self) -> str:
        silent = [pair.caller.page for pair in self.pairs if pair.holds and not pair.talks()]
        return f"{len(silent)} held calls are not talked in: {silent[:5]}" if silent else ""

    async def all_are_back(self) -> None:
        await self.until("all are online", QUIET_SECONDS, lambda: _missing(self.phones()))
        await self.until("held calls go on", QUIET_SECONDS, self.all_talk)

    async def look_around(self) -> None:
        """Nothing breaks any more: all are online, hear each other mute, and see each other's presence."""
        await self.all_are_back()
        for pair in self.pairs:
            if call := pair.talks():
                pair.caller.mute(call, audio=not pair.caller.audio)
        await self.until("mute reaches the other", QUIET_SECONDS, self.all_see_mute)
        await self.until("presence is true", QUIET_SECONDS, self._all_see_presence)

    def all_see_mute(self) -> str:
        wrong = []
        for pair in self.pairs:
            call = pair.callee.call_with(pair.caller.who, "active")
            if call and call["peer"]["audio"] != pair.caller.audio:
                wrong.append(pair.callee.page)
        return f"{len(wrong)} do not see whether the other is muted: {wrong[:5]}" if wrong else ""

    def _all_see_presence(self) -> str:
        wrong = []
        for pair in self.pairs:
            true = "in_call" if pair.talks() else "online"
            for phones, other in ((pair.callers, pair.callee.who), (pair.callees, pair.caller.who)):
                wrong += [phone.page for phone in phones if phone.presence.get(other) != true]
        return f"{len(wrong)} pages see another presence than it is: {wrong[:5]}" if wrong else ""

    async def until(self, what: str, seconds: float, trouble: Callable[[], str]) -> None:
        """Wait until there is no trouble; what is left of it goes into the history."""
        began = time.monotonic()
        while reason := trouble():
            if time.monotonic() - began > seconds:
                self.history.note("unsettled", reason=f"{reason} ({what}, {seconds} s)")
                return
            await asyncio.sleep(0.2)
        self.history.note("settled", condition=what, seconds=round(time.monotonic() - began, 2))

    async def leave(self) -> None:
        """Everybody hangs up and goes, or just vanishes; then nothing may be left."""
        if not self.plan.patient:
            await asyncio.gather(*(pair.part() for pair in self.pairs))
        await asyncio.gather(*(phone.leave() for phone in self.phones()))
        until = time.monotonic() + SETTLE_SECONDS
        while any((counts := await asyncio.to_thread(self.sites[0].backstage, "left_behind")).values()):
            if time.monotonic() > until:
                break
            await asyncio.sleep(1)
        took = SETTLE_SECONDS - until + time.monotonic()
        self.history.note("left_behind", counts=counts, after=round(took, 1))


def _missing(phones: Sequence[Phone]) -> str:
    absent = [phone.page for phone in phones if not phone.online]
    return f"{len(absent)} pages are not online: {absent[:5]}" if absent else ""
