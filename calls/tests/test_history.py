"""A person's own list of past calls."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Block, User
from calls import history
from calls.models import Call
from calls.tests.cast import Page, befriend, pass_time
from calls.tests.conftest import OpenPage


def entries(user: User) -> list[history.Entry]:
    return history.history(user.pk)["calls"]


def unseen(user: User) -> int:
    return history.history(user.pk)["unseen"]


def test_both_have_the_call_each_from_their_side(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    call = alices.place("bob", "voice")
    bobs.accept(call)
    bobs.report(call)
    pass_time(65)
    bobs.hang_up(call)
    [mine], [theirs] = entries(alice), entries(bob)
    assert mine["id"] == theirs["id"] == call
    assert (mine["person"], mine["direction"]) == ({"username": "bob", "name": "bob"}, "outgoing")
    assert (theirs["person"], theirs["direction"]) == ({"username": "alice", "name": "alice"}, "incoming")
    assert (mine["media"], mine["outcome"], mine["seconds"]) == ("voice", "completed", 65)
    assert datetime.fromisoformat(mine["placed_at"]).tzinfo
    assert not mine["missed"]
    assert unseen(alice) == unseen(bob) == 0


def test_a_live_call_is_not_yet_history(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    alices.place("bob")
    assert entries(alice) == entries(bob) == []


def come_to(outcome: str, alices: Page, bobs: Page, call: str) -> None:
    """Let the ringing call end this way."""
    match outcome:
        case "declined":
            bobs.decline(call)
        case "cancelled":
            alices.hang_up(call)
        case "missed":
            pass_time(46)
            bobs.accept(call)
        case "failed":
            bobs.accept(call)
            bobs.hang_up(call)


@pytest.mark.parametrize(
    ("outcome", "missed"), [("declined", False), ("cancelled", True), ("missed", True), ("failed", False)]
)
def test_what_shows_as_missed(
    alice: User, bob: User, alices: Page, bobs: Page, outcome: str, missed: bool
) -> None:
    come_to(outcome, alices, bobs, alices.place("bob"))
    [mine], [theirs] = entries(alice), entries(bob)
    assert (mine["outcome"], theirs["outcome"], mine["seconds"]) == (outcome, outcome, None)
    assert (mine["missed"], theirs["missed"]) == (False, missed)
    assert (unseen(alice), unseen(bob)) == (0, int(missed))


def test_a_call_to_somebody_busy_is_missed(
    alices: Page, bobs: Page, bob: User, charlie: User, open_page: OpenPage
) -> None:
    befriend(bob, charlie)
    bobs.accept(alices.place("bob"))
    open_page(charlie).place("bob")
    [entry] = entries(bob)
    assert (entry["outcome"], entry["missed"], entry["seen"]) == ("busy", True, False)


def test_looking_at_the_list_marks_all_seen(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    for _ in range(2):
        alices.hang_up(alices.place("bob"))
    assert unseen(bob) == 2
    history.mark_seen(alice.pk)
    assert unseen(bob) == 2
    history.mark_seen(bob.pk)
    assert unseen(bob) == 0
    assert all(entry["seen"] and entry["missed"] for entry in entries(bob))


def test_deleting_touches_ones_own_list_only(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    first = alices.place("bob")
    alices.hang_up(first)
    second = alices.place("bob")
    alices.hang_up(second)
    assert history.delete(bob.pk, uuid.UUID(first))
    assert [entry["id"] for entry in entries(bob)] == [second]
    assert [entry["id"] for entry in entries(alice)] == [second, first]
    assert unseen(bob) == 1
    assert not history.delete(bob.pk, uuid.UUID(first))


def test_what_both_deleted_is_gone_for_good(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    alices.hang_up(alices.place("bob"))
    history.clear(alice.pk)
    assert Call.objects.exists()
    history.clear(bob.pk)
    assert not Call.objects.exists()


def test_a_live_call_cannot_be_deleted(alice: User, alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    history.clear(alice.pk)
    assert not history.delete(alice.pk, uuid.UUID(call))
    assert Call.objects.get().caller.hidden is False


def test_nobody_deletes_others_calls(alice: User, charlie: User, alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    alices.hang_up(call)
    assert not history.delete(charlie.pk, uuid.UUID(call))
    assert len(entries(alice)) == 1


def test_who_blocked_has_no_trace_of_the_call(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    Block.objects.create(owner=bob, person=alice)
    alices.hang_up(alices.place("bob"))
    assert entries(bob) == []
    assert [entry["outcome"] for entry in entries(alice)] == ["cancelled"]


def test_a_deleted_person_leaves_a_nameless_row(alice: User, bob: User, alices: Page, bobs: Page) -> None:
    alices.hang_up(alices.place("bob"))
    User.objects.get(pk=bob.pk).delete()
    [entry] = entries(alice)
    assert entry["person"] is None


def test_the_newest_hundred(
    alice: User, alices: Page, bobs: Page, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        alices.hang_up(alices.place("bob"))
        pass_time(1)
    calls = Call.objects.all()
    shown = [entry["id"] for entry in entries(alice)]
    assert shown == [str(call.pk) for call in calls]
    assert history.NEWEST == 100
    with django_assert_max_num_queries(3):
        entries(alice)


def test_the_list_is_cut(alice: User, alices: Page, bobs: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        alices.hang_up(alices.place("bob"))
    monkeypatch.setattr(history, "NEWEST", 2)
    assert len(entries(alice)) == 2
