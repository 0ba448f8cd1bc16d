"""Alice and Bob change their minds in many browsers at once; the rows must fit together. A program.

    python -m accounts.tests.hammer THREADS ROUNDS

In each round every thread has one wish, all at once; then all wait while the rows are looked at.
Prints how often each service was done or refused, and every row that does not fit; fails if there is one.
"""

from __future__ import annotations

import random
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator

import django

django.setup()

from django.db import connection  # noqa: E402

from accounts import contacts  # noqa: E402
from accounts.models import Block, Contact, ContactRequest, User  # noqa: E402

NAMES = ["alice", "bob"]
SERVICES: list[Callable[[User, str], str]] = [
    *(contacts.ask, contacts.ask, contacts.accept, contacts.accept, contacts.decline, contacts.withdraw),
    *(contacts.remove, contacts.block, contacts.unblock, contacts.unblock),
]


def hammer(seed: int, rounds: int, done: Counter[str], together: threading.Barrier) -> None:
    """One person's browser after the other wants something of somebody."""
    chance = random.Random(seed)
    for _ in range(rounds):
        service = chance.choice(SERVICES)
        owner, other = chance.sample(NAMES, 2)
        user = User.objects.get(username=owner)
        together.wait()
        try:
            service(user, other)
            done[service.__name__] += 1
        except contacts.Refused:
            done["refused"] += 1
        together.wait()
    connection.close()


def misfits() -> Iterator[str]:
    """Every row that no order of the same wishes, one after the other, could have left."""
    rows = set(Contact.objects.values_list("owner__username", "person__username"))
    blocks = set(Block.objects.values_list("owner__username", "person__username"))
    for owner, person in rows:
        if (person, owner) not in rows and (person, owner) not in blocks:
            yield f"{owner} lists {person}, who neither lists nor blocked them"
    asked = set(ContactRequest.objects.values_list("sender__username", "username"))
    for sender, username in asked:
        if (sender, username) in rows:
            yield f"{sender} still asks {username}, whom they list"
        if (username, sender) in asked:
            yield f"{sender} and {username} ask each other, and neither is told"


def main(threads: int, rounds: int) -> None:
    for name in NAMES:
        User.objects.get_or_create(username=name)
    counts: list[Counter[str]] = [Counter() for _ in range(threads)]
    failures: list[str] = []
    together = threading.Barrier(threads, action=lambda: failures.extend(misfits()))

    def stop(failure: threading.ExceptHookArgs) -> None:
        failures.append(repr(failure.exc_value))
        together.abort()

    threading.excepthook = stop
    workers = [
        threading.Thread(target=hammer, args=(seed, rounds, counts[seed], together))
        for seed in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sys.stdout.write("\n".join([str(dict(sum(counts, Counter()))), *failures]))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
