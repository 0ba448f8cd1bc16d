"""Anything may happen to calls, in any order: what must hold does hold (Hypothesis draws the orders)."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from calls import visibility
from calls.deadlines import expire_due
from calls.outgoing import deliver, presence_touched
from calls.tests.world import NAMES, World

PAGES = st.integers(0, 2 * len(NAMES) - 1)
PAIRS = st.permutations(NAMES).map(lambda names: names[:2])
MEDIA = st.sampled_from(["video", "voice"])
LINKS = st.sampled_from(["connected", "connected", "connecting", "disconnected", "failed"])
# The newest call is the most interesting one; now and then an old one.
WHICH = st.sampled_from([-1, -1, -1, -1, -2, 0])
# Whose page asks about a call: mostly one of its two people, where they sit or on their other page.
ASKER = st.sampled_from(["caller", "callee", "caller", "callee", "caller 2", "callee 2", "stranger"])
REFS = st.sampled_from(["first", "second"])
EPOCHS = st.sampled_from([None, None, 1, 2, 3])
SECONDS = st.sampled_from([0.5, 3, 9, 11, 19, 21, 44, 46, 119, 121])
ACCIDENTS = st.sampled_from(["block", "remove", "session", "operator", "restart", "quiet"])


class Calls(RuleBasedStateMachine):
    """Each rule is one thing that can happen; the invariant is checked after each."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    def _ask(self, asker: str, action: str, which: int, *arguments: Any) -> None:
        calls = self.world.calls
        if calls:
            call = calls[max(which, -len(calls))]
            self.world.ask(self.world.asker(call, asker), action, call, *arguments)

    @rule(pair=PAIRS, second=st.booleans(), media=MEDIA)
    def place(self, pair: list[str], second: bool, media: str) -> None:
        self.world.ask(self.world.page_of(pair[0], second), "place", pair[1], media)

    @rule(pair=PAIRS, media=MEDIA, ref=REFS)
    def place_named(self, pair: list[str], media: str, ref: str) -> None:
        """The same attempt may arrive many times."""
        self.world.ask(self.world.page_of(pair[0]), "place", pair[1], media, ref)

    @rule(pair=PAIRS, media=MEDIA)
    def talk(self, pair: list[str], media: str) -> None:
        """A whole call: most of what is interesting happens in those."""
        caller, callee = (self.world.page_of(name) for name in pair)
        self.world.open_if_closed(caller, callee)
        self.world.check()
        if self.world.ask(caller, "place", pair[1], media) is None:
            call = caller.last.call
            for page, action, arguments in (
                (callee, "accept", [media]),
                (callee, "report", ["connected", True, True]),
                (caller, "report", ["connected", True, False]),
            ):
                self.world.check()
                self.world.ask(page, action, call, *arguments)

    @rule(asker=ASKER, which=WHICH, media=MEDIA)
    def accept(self, asker: str, which: int, media: str) -> None:
        self._ask(asker, "accept", which, media)

    @rule(asker=ASKER, which=WHICH, action=st.sampled_from(["decline", "hang_up"]))
    def refuse(self, asker: str, which: int, action: str) -> None:
        self._ask(asker, action, which)

    @rule(asker=ASKER, which=WHICH)
    def rejoin(self, asker: str, which: int) -> None:
        self._ask(asker, "rejoin", which)

    @rule(asker=ASKER, which=WHICH)
    def move(self, asker: str, which: int) -> None:
        self._ask(asker, "move", which)

    @rule(asker=ASKER, which=WHICH)
    def reload_and_rejoin(self, asker: str, which: int) -> None:
        calls = self.world.calls
        if calls:
            page = self.world.asker(calls[-1], asker)
            page.drop()
            page.open()
            self.world.check()
            self._ask(asker, "rejoin", -1)

    @rule(asker=ASKER, which=WHICH, state=LINKS, camera=st.booleans(), epoch=EPOCHS, paused=st.booleans())
    def report(
        self, asker: str, which: int, state: str, camera: bool, epoch: int | None, paused: bool
    ) -> None:
        self._ask(asker, "report", which, state, True, camera, epoch, paused)

    @rule()
    def repeat(self) -> None:
        self.world.repeat()

    @rule(page=PAGES)
    def lose_socket(self, page: int) -> None:
        self.world.just_asked = False  # a seat may be free now that was not
        self.world.pages[page].drop()

    @rule(page=PAGES, crashed=st.booleans())
    def open_page(self, page: int, crashed: bool) -> None:
        self.world.just_asked = False
        if crashed:
            self.world.pages[page].drop()
            self.world.pages[page].forget()
        self.world.pages[page].open()

    @rule(seconds=SECONDS, noticed=st.booleans())
    def time_passes(self, seconds: float, noticed: bool) -> None:
        self.world.let_time_pass(seconds)
        if noticed:
            expire_due()

    @rule(accident=ACCIDENTS, pair=PAIRS, seconds=SECONDS, lasting=st.booleans())
    def accident(self, accident: str, pair: list[str], seconds: float, lasting: bool) -> None:
        self.world.accident(accident, seconds, pair[0], pair[1])
        if accident in {"block", "remove"} and not lasting:
            self.world.check()
            self.world.accident(accident, seconds, pair[0], pair[1])
        visibility.announce(user.pk for user in self.world.people.values())

    @invariant()
    def holds(self) -> None:
        self.world.check()

    def teardown(self) -> None:
        try:
            self.world.everybody_vanishes(without_a_word=len(self.world.calls) % 2 == 0)
            self.world.everything_is_said_again()
        finally:
            self.world.close()


@pytest.fixture
def private_signals(transactional_db: None) -> Any:
    listeners = [(signal, list(signal.receivers)) for signal in (deliver, presence_touched)]
    yield
    for signal, receivers in listeners:
        signal.receivers = receivers
        signal.sender_receivers_cache.clear()


def run(examples: int, steps: int) -> None:
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        database=None,
    )
    run_state_machine_as_test(Calls, settings=how)


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("private_signals")
def test_calls() -> None:
    run(examples=12, steps=20)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("private_signals")
def test_calls_for_long() -> None:
    run(examples=300, steps=50)
