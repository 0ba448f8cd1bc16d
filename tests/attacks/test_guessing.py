"""Who has an account, told by the answer or by the time it takes.

Times are compared as medians of turns taken in one run, with a margin that no busy machine needs: what they
look for is a password that is hashed for some names and not for others, many times the whole answer.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest

from tests.attacks.visitor import Answer, Visitor
from tests.wire.pages import Cast

TURNS = 9
MARGIN = 1.8


def medians(*asks: Callable[[], Answer]) -> list[float]:
    """The seconds that each of them takes, asked in turns; the first turn is for warming up."""
    took: list[list[float]] = [[] for _ in asks]
    for turn in range(TURNS + 1):
        for times, ask in zip(took, asks, strict=True):
            begun = time.perf_counter()
            ask()
            if turn:
                times.append(time.perf_counter() - begun)
    return [statistics.median(times) for times in took]


def sign_in(visitor: Visitor, name: str) -> Callable[[], Answer]:
    return lambda: visitor.post("/accounts/login/", {"login": name, "password": "not the password"})


async def test_a_failed_sign_in_tells_not_whether_the_name_is_known(cast: Cast) -> None:
    alice = cast.person("alice")
    cast.site.backstage("set_password", username=alice.username, password="a quiet blue kettle")
    known, unknown = (sign_in(Visitor(cast.site), name) for name in (alice.username, "nobody-at-all"))
    one, other = known(), unknown()
    assert one.status == other.status == 200
    assert one.text.count("do not go together") == other.text.count("do not go together") == 1
    slow, fast = medians(known, unknown)
    assert 1 / MARGIN < slow / fast < MARGIN, (slow, fast)


async def test_a_reset_tells_not_whether_the_address_is_known(cast: Cast) -> None:
    alice = cast.person("alice")
    asked = [
        Visitor(cast.site).post("/accounts/password/reset/", {"email": address})
        for address in (f"{alice.username}@example.org", "nobody@example.org")
    ]
    assert [(answer.status, answer.headers["Location"]) for answer in asked] == [
        (302, "/accounts/password/reset/done/")
    ] * 2


@pytest.mark.parametrize("known", ["stranger", "blocker"])
async def test_a_request_tells_not_whether_the_name_is_known(cast: Cast, known: str) -> None:
    alice, bob = cast.person("alice"), cast.person("bob")
    if known == "blocker":
        cast.site.make_contacts(alice.username, bob.username)
        cast.site.backstage("block", owner=bob.username, person=alice.username)
        cast.site.backstage("forget_contact", owner=alice.username, person=bob.username)
    answers = []
    for asker, name in ((alice, bob.username), (cast.person("carol"), f"nobody-{bob.username}")):
        visitor = Visitor(cast.site, asker.cookies)
        answer = visitor.post_json("/contacts/ask/", username=name)
        answers.append((answer.status, answer.text.replace(name, "NAME")))
        assert name in visitor.get("/contacts/").text
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
