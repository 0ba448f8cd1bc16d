"""Two people who call each other again and again, while the servers break."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from tests.chaos.phone import Phone
from tests.protocol_client import Message

RING = 60.0  # seconds until a ring that does not come is given up
CONNECT = 60.0


class Pair:
    """`callers` and `callees` are the open pages of one person each; the first of each talks.

    A pair that `holds` keeps its one call for the whole run; another's calls come and go.
    """

    def __init__(
        self, callers: list[Phone], callees: list[Phone], holds: bool, rng: random.Random, ring_seconds: float
    ) -> None:
        self.callers, self.callees = callers, callees
        self.caller, self.callee = callers[0], callees[0]
        self.holds = holds
        self._rng = rng
        self._ring_seconds = ring_seconds
        self.calls = 0  # that were established
        self._until = asyncio.Event()

    @property
    def phones(self) -> list[Phone]:
        return [*self.callers, *self.callees]

    async def live(self, until: asyncio.Event) -> None:
        """One call after the other until the event; a pair that holds is then in its call."""
        self._until = until
        while not until.is_set():
            await (self._hold(until) if self.holds else self._come_and_go())
            await asyncio.sleep(self._rng.uniform(0.2, 2))

    # ---- a call that is kept ---------------------------------------------------------------------

    async def _hold(self, until: asyncio.Event) -> None:
        if not await self.connect():
            return
        while not until.is_set() and self.talks():
            await _pause(until, self._rng.uniform(3, 25))
            phone, call = self._rng.choice([self.caller, self.callee]), self.talks()
            if call and self._rng.random() < 0.15:
                await phone.reload(forget=self._rng.random() < 0.3)
                await phone.until(lambda: self.talks() or self.is_over(), CONNECT)
            elif call:
                phone.mute(call, audio=not phone.audio)

    async def connect(self) -> str | None:
        """The id of the call that both hear each other in; None where it came to nothing."""
        ring = await self._ring()
        if ring is None:
            return None
        # The ring may be faster than the caller's own news.
        await self.caller.until(lambda: ring["call"] in self.caller.calls, CONNECT)
        self.callee.accept(ring["call"])
        call = await self.callee.until(lambda: self.talks() or self.is_over(), CONNECT)
        self.calls += bool(self.talks())
        return str(call) if call and self.talks() else None

    def talks(self) -> str | None:
        """The call that is active for both, with media both ways."""
        one = self.caller.call_with(self.callee.who, "active")
        other = self.callee.call_with(self.caller.who, "active")
        if one and other and one["call"] == other["call"]:
            call = str(one["call"])
            return call if self.caller.hears(call) and self.callee.hears(call) else None
        return None

    def is_over(self) -> bool:
        """Neither knows of a live call with the other."""
        states = ("ringing", "connecting", "active", "reconnecting")
        return not any(
            one.call_with(other.who, *states)
            for one, other in ((self.caller, self.callee), (self.callee, self.caller))
        )

    # ---- calls that come and go ------------------------------------------------------------------

    async def _come_and_go(self) -> None:
        act = self._rng.choices(
            [self._talk, self._decline, self._cancel, self._ignore, self._both_call, self._two_accept],
            weights=[10, 2, 2, 1, 2, 2],
        )[0]
        await act()
        if self._rng.random() < 0.5:
            self.callers, self.callees = self.callees, self.callers
            self.caller, self.callee = self.callers[0], self.callees[0]

    async def _talk(self) -> None:
        call = await self.connect()
        if call:
            await _pause(self._until, self._rng.uniform(0.5, 20))
        await self._end()

    async def _decline(self) -> None:
        if ring := await self._ring():
            self.callee.decline(ring["call"])
        await self._end(patience=CONNECT)

    async def _cancel(self) -> None:
        await self._ring()
        await asyncio.sleep(self._rng.uniform(0, 3))
        await self._end()

    async def _ignore(self) -> None:
        await self._ring()
        await self._end(patience=self._ring_seconds + CONNECT)

    async def _both_call(self) -> None:
        self.caller.call(self.callee.who)
        self.callee.call(self.caller.who)
        await self.caller.until(self.talks, CONNECT)
        self.calls += bool(self.talks())
        self.callee.gives_up_calling(self.caller.who)
        await self._end()

    async def _two_accept(self) -> None:
        if ring := await self._ring():
            for phone in self.callees:
                phone.accept(ring["call"])
            await self.caller.until(self.talks, 10)
        await self._end()

    async def _ring(self) -> Message | None:
        """The callee's ring, once it came."""
        self.caller.call(self.callee.who)
        ring: Message | None = await self.callee.until(self._heard_ring, RING)
        if ring is None:
            self.caller.gives_up_calling(self.callee.who)
        return ring

    def _heard_ring(self) -> Any:
        rings = self.callee.rings.values()
        return next((ring for ring in rings if _caller_of(ring) == self.caller.who), None)

    async def part(self) -> None:
        """Hang up, until both know that it is over."""
        await self._end()

    async def _end(self, patience: float = 0) -> None:
        """Wait so long for the call to end by itself, then hang up until it is over everywhere."""
        self.caller.gives_up_calling(self.callee.who)
        if patience:
            await self.caller.until(lambda: self._until.is_set() or not self.live_calls(), patience)
        while calls := self.live_calls():
            for phone, call in calls:
                phone.hang_up(call)
            await self.caller.until(lambda: not self.live_calls(), CONNECT)

    def live_calls(self) -> list[tuple[Phone, str]]:
        return [(phone, call) for phone in self.phones for call in list(phone.calls)]


def _caller_of(ring: Message) -> str:
    """Of a ring message, or of a ringing call's snapshot."""
    person: Message = ring.get("from") or ring["peer"]
    return str(person["username"])


async def _pause(until: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(until.wait(), seconds)
    except TimeoutError:
        return
