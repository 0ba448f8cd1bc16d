"""Presence and contact lists that a page was not told of are found by asking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from accounts.models import Block, Contact, User
from accounts.news import tell_changed
from calls import catch_up, database, sockets
from calls.messages import ContactsChanged, Presence
from calls.sockets import Socket, notice
from calls.tests.cast import Page, Post
from calls.tests.conftest import OpenPage


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Database work in this thread, which sees the test's transaction."""

    async def run(function: Any, *args: Any) -> Any:
        return await sync_to_async(function)(*args)

    monkeypatch.setattr(database, "run", run)


async def nowhere(_: dict[str, Any]) -> None:
    """What the socket would send."""


@pytest.fixture
def alices_socket(alice: User, alices: Page) -> Iterator[Socket]:
    """The socket of Alice's page, greeted: it was told what she may know."""
    socket = async_to_sync(_made)(alice)
    socket.device = alices.device or ""
    socket.people = dict(alices.presence)
    sockets.add(socket)
    yield socket
    sockets.remove(socket)


async def _made(user: User) -> Socket:
    return Socket(nowhere, user.pk, user.username, "sid")


def look(socket: Socket, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the page is told by one look."""
    told: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr(socket, "push", told.append)
        async_to_sync(catch_up.catch_up)()
    return told


def test_presence_that_was_lost_is_told(
    bob: User, alices_socket: Socket, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    alices_socket.people = {"bob": "offline"}
    assert look(alices_socket, monkeypatch) == []
    page = open_page(bob)
    assert look(alices_socket, monkeypatch) == [Presence({"bob": "online"})]
    assert look(alices_socket, monkeypatch) == []
    page.drop()
    assert look(alices_socket, monkeypatch) == [Presence({"bob": "offline"})]


def test_a_seat_shows_as_in_a_call(
    alices_socket: Socket, bobs: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    alices_socket.people = {"bob": "online"}
    bobs.place("alice")
    assert look(alices_socket, monkeypatch) == [Presence({"bob": "in_call"})]


@pytest.mark.parametrize("who", ["viewer", "other"])
def test_who_is_blocked_learns_nothing(
    alice: User, bob: User, alices_socket: Socket, bobs: Page, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    owner, person = (alice, bob) if who == "viewer" else (bob, alice)
    Block.objects.create(owner=owner, person=person)
    alices_socket.people = {"bob": "offline"}
    assert look(alices_socket, monkeypatch) == []


def test_what_was_told_meanwhile_stays(
    bob: User, alices_socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to our question may be older than the news that came while we asked."""
    alices_socket.people = {"bob": "offline"}

    def asked_and_told() -> dict[str, Any]:
        alices_socket.people["bob"] = "in_call"
        return {"bob": "online"}

    monkeypatch.setattr(catch_up, "states_by_name", asked_and_told)
    assert look(alices_socket, monkeypatch) == []


def test_a_list_whose_change_was_lost_is_fetched_again(
    alice: User,
    charlie: User,
    alices: Page,
    alices_socket: Socket,
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert look(alices_socket, monkeypatch) == []
    Contact.objects.create(owner=alice, person=charlie)
    tell_changed({alice.pk})
    alices.heard.clear()
    with django_capture_on_commit_callbacks(execute=True):
        look(alices_socket, monkeypatch)
    assert [type(message) for message in alices.heard] == [ContactsChanged, Presence]
    alices_socket.take(notice(alices_socket.device, ContactsChanged()))
    alices.heard.clear()
    look(alices_socket, monkeypatch)
    assert alices.heard == []


def test_an_ended_call_does_not_ring_by_what_comes_late(
    alices_socket: Socket, alices: Page, bobs: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = bobs.place("alice")
    [ring] = alices.rings()
    bobs.hang_up(call)
    told: list[str] = []
    monkeypatch.setattr(alices_socket.outbox, "put", lambda text: not told.append(text))  # type: ignore[func-returns-value]
    alices_socket.take(notice(alices_socket.device, alices.states()[-1]))
    assert len(told) == 1
    alices_socket.take(notice(alices_socket.device, ring))
    assert len(told) == 1
