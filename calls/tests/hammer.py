"""Random operations from many threads at once on a real database, and what must hold of all they did.

    DATABASE_URL=… python -m calls.tests.hammer --operations 20000

Prints every violation and exits with 1 if there was one. `--careless` replaces accept with one that
reads the call, then saves it: the way that loses races, to show that the checker sees it.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import threading
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

import django

Operation = Callable[[random.Random], None]
PEOPLE = ("alice", "bob", "charlie", "dora")
THREADS = 8
WORKER = "worker-1"


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--operations", type=int, default=400)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--careless", action="store_true")
    given = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "videocall.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    hammer = Hammer(given.seed, given.careless)
    hammer.run(given.operations)
    violations = hammer.violations()
    sys.stdout.write(f"{sum(hammer.done.values())} operations: {dict(hammer.done)}\n")
    sys.stdout.write("\n".join(violations) or "No violation.\n")
    return 1 if violations else 0


class Hammer:
    """Four people who all know each other, two pages each, eight threads that press every button."""

    def __init__(self, seed: int, careless: bool) -> None:
        from calls import presence, services
        from calls.outgoing import deliver
        from calls.tests.careless import careless_accept
        from calls.tests.cast import befriend, make_user

        self.seed = seed
        self.careless = careless
        self.accept: Callable[..., None] = careless_accept if careless else services.accept
        self.done: Counter[str] = Counter()
        self.errors: list[str] = []
        self.sent: list[Any] = []
        self.rejoined: set[str] = set()
        deliver.receivers = []
        deliver.connect(self.note)
        presence.start_worker(WORKER, alone=True)
        users = [make_user(name) for name in PEOPLE]
        for index, one in enumerate(users):
            for other in users[index + 1 :]:
                befriend(one, other)
        self.pages = [self.open_page(user) for user in users for _ in range(2)]
        self._lock = threading.Lock()

    def open_page(self, user: Any) -> dict[str, Any]:
        from calls import presence

        connection = f"first-{user.pk}-{time.monotonic_ns()}"
        connected = presence.connect(user.pk, f"session-{user.pk}", WORKER, connection, "")
        return {
            "user": user,
            "device": connected.device,
            "resume": connected.welcome.resume,
            "connection": connection,
        }

    def note(self, deliveries: Sequence[Any], **_: Any) -> None:
        self.sent.extend(deliveries)  # one append at a time under the interpreter's lock

    # ---- pressing buttons ------------------------------------------------------------------------

    def run(self, operations: int) -> None:
        share = operations // THREADS
        with ThreadPoolExecutor(THREADS) as threads:
            pressing = [threads.submit(self.press, index, share) for index in range(THREADS)]
        for ended in pressing:
            if error := ended.exception():
                self.errors.append("".join(traceback.format_exception(error)))

    def press(self, index: int, operations: int) -> None:
        from django.db import connection

        from calls import presence
        from calls.services import Refused

        chance = random.Random(f"{self.seed}-{index}")
        with closing(connection):
            for _ in range(operations):
                name, operation = chance.choice(self.operations())
                try:
                    operation(chance)
                except Refused as refused:
                    name = f"{name} refused: {refused.code}"
                except presence.Outdated:  # two sockets of one page at once
                    name = f"{name} outdated"
                with self._lock:
                    self.done[name] += 1

    def operations(self) -> list[tuple[str, Operation]]:
        often: list[tuple[str, Operation]] = [
            ("place", self.place),
            ("accept", self.answer),
            ("report", self.report),
        ]
        seldom: list[tuple[str, Operation]] = [
            ("decline", self.decline),
            ("hang up", self.hang_up),
            ("rejoin", self.rejoin),
            ("move", self.move),
            ("place again", self.place_again),
            ("reconnect", self.reconnect),
            ("time", self.pass_time),
            ("sessions", self.end_session),
        ]
        return often * 3 + (seldom[:2] if self.careless else seldom)

    def place(self, chance: random.Random) -> None:
        from calls import services

        page, other = chance.sample(self.pages, 2)
        services.place(self.actor(page), other["user"].username, chance.choice(["video", "voice"]))

    def place_again(self, chance: random.Random) -> None:
        """One of a few attempts, which all threads make."""
        from calls import services

        ref = f"attempt {chance.randrange(40)}"
        page, other = random.Random(ref).sample(self.pages, 2)
        services.place(self.actor(page), other["user"].username, "video", ref)

    def answer(self, chance: random.Random) -> None:
        call, page = self.call_and_page(chance, callee=True, ringing=True)
        if call:
            self.accept(self.actor(page), call, "video")

    def decline(self, chance: random.Random) -> None:
        self.about_a_call(chance, "decline", callee=True)

    def hang_up(self, chance: random.Random) -> None:
        self.about_a_call(chance, "hang_up")

    def rejoin(self, chance: random.Random, moves: bool = False) -> None:
        call, page = self.call_and_page(chance)
        if call:
            from calls import services

            self.rejoined.add(call)
            services.rejoin(self.actor(page), call, moves)

    def move(self, chance: random.Random) -> None:
        self.rejoin(chance, moves=True)

    def report(self, chance: random.Random) -> None:
        state = chance.choice(["connected", "connected", "disconnected"])
        self.about_a_call(chance, "report_media", False, state, True, chance.random() < 0.5)

    def reconnect(self, chance: random.Random) -> None:
        from calls import presence

        page = chance.choice(self.pages)
        presence.disconnect(page["device"], page["connection"])
        page["connection"] = f"{time.monotonic_ns()}"
        user = page["user"]
        presence.connect(
            user.pk, f"session-{user.pk}", WORKER, page["connection"], "", page["device"], page["resume"]
        )

    def pass_time(self, chance: random.Random) -> None:
        from calls import clock, presence
        from calls.deadlines import expire_due
        from calls.models import Worker

        clock.offset += timedelta(seconds=chance.choice([1, 5, 12]))
        Worker.objects.update(lease_until=clock.now() + presence.LEASE * 10)
        presence.sweep()
        expire_due()

    def end_session(self, chance: random.Random) -> None:
        """Seldom: it takes a person's pages away until they reconnect."""
        from calls import endings

        if chance.random() < 0.2:
            endings.end_for_sessions([f"session-{chance.choice(self.pages)['user'].pk}"])

    def about_a_call(self, chance: random.Random, action: str, callee: bool = False, *arguments: Any) -> None:
        from calls import services

        call, page = self.call_and_page(chance, callee)
        if call:
            getattr(services, action)(self.actor(page), call, *arguments)

    def call_and_page(
        self, chance: random.Random, callee: bool = False, ringing: bool = False
    ) -> tuple[str, dict[str, Any]]:
        """One of the newest calls, and a page of one of its people."""
        from calls.models import Participant

        newest = Participant.objects.order_by("-call__placed_at")
        some = newest.filter(call__state="ringing") if ringing and self.careless else newest
        rows = [
            row
            for row in some.values_list("call_id", "user_id", "role")[:12]
            if not callee or row[2] == "callee"
        ]
        if not rows:
            return "", self.pages[0]
        call, user, _ = chance.choice(rows)
        return str(call), chance.choice([page for page in self.pages if page["user"].pk == user])

    def actor(self, page: dict[str, Any]) -> Any:
        from calls.services import Actor

        return Actor(page["user"].pk, page["device"])

    # ---- looking back ----------------------------------------------------------------------------

    def violations(self) -> list[str]:
        found = [f"Unexpected error: {error}" for error in self.errors]
        return found + self.wrong_news() + self.wrong_rows() + self.endless_calls()

    def wrong_news(self) -> list[str]:
        """Of one call's one version everybody heard the same; one page of the callee answered it."""
        from calls.messages import CallStateMessage

        told: dict[tuple[str, int], set[Any]] = defaultdict(set)
        answered: dict[str, set[str]] = defaultdict(set)
        ends: dict[str, set[Any]] = defaultdict(set)
        for sent in self.sent:
            news = sent.message
            if isinstance(news, CallStateMessage):
                told[news.call, news.version].add((news.state, news.epoch, news.reason))
                if news.role == "callee" and news.seat == "here":
                    answered[news.call].add(sent.device)
                if news.state == "ended":
                    ends[news.call].add((news.version, news.reason))
        return [
            *(
                f"Two truths about {call} version {n}: {said}"
                for (call, n), said in told.items()
                if len(said) > 1
            ),
            *(
                f"Accepted twice: {call} on {devices}"
                for call, devices in answered.items()
                if len(devices) > 1 and call not in self.rejoined
            ),
            *(f"Ended twice: {call} {how}" for call, how in ends.items() if len(how) > 1),
        ]

    def wrong_rows(self) -> list[str]:
        from calls import lookup
        from calls.models import Call
        from calls.states import LIVE
        from calls.tests.invariants import check_reason, check_shape

        found = []
        calls = lookup.assemble(lookup.whole())
        for call in calls:
            for check in (check_shape, check_reason):
                try:
                    check(call)
                except AssertionError:
                    found.append(f"{check.__name__}: {call.pk} {traceback.format_exc(limit=-1)}")
        seats = Counter(p.user_id for call in calls for p in (call.caller, call.callee) if p.seated)
        found += [f"Two seats of {user}" for user, count in seats.items() if count > 1]
        live = Counter(Call.objects.filter(state__in=LIVE, shadow=False).values_list("pair", flat=True))
        return found + [f"Two live calls of {pair}" for pair, count in live.items() if count > 1]

    def endless_calls(self) -> list[str]:
        """When everybody is gone, every call ends within 150 seconds."""
        from calls import clock, presence
        from calls.deadlines import expire_due
        from calls.models import Call

        for page in self.pages:
            presence.disconnect(page["device"], page["connection"])
        clock.offset += timedelta(seconds=150)
        expire_due()
        return [f"Never ends: {call.pk}" for call in Call.objects.exclude(state="ended")]


if __name__ == "__main__":
    sys.exit(main())
