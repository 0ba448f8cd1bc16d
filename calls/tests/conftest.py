"""Who is there in every test of calls, and the clock they live by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from calls import clock, presence
from calls.outgoing import deliver, presence_touched
from calls.tests.cast import WORKER, Page, Post, befriend, make_user

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    yield
    clock.offset, clock.stopped = timedelta(0), None


@pytest.fixture
def post(transactional_db: None) -> Iterator[Post]:
    """Everything that is sent arrives here; nobody else listens."""
    listeners = [(signal, list(signal.receivers)) for signal in (deliver, presence_touched)]
    post = Post()
    post.open()
    presence.start_worker(WORKER, alone=True)
    yield post
    for signal, receivers in listeners:
        signal.receivers = receivers
        signal.sender_receivers_cache.clear()


@pytest.fixture
def open_page(post: Post) -> OpenPage:
    """Opens a page of a person."""

    def open_one(user: User, worker: str = WORKER, sid: str = "") -> Page:
        return Page(post, user, worker, sid)

    return open_one


@pytest.fixture
def alice(post: Post) -> User:
    return make_user("alice")


@pytest.fixture
def bob(alice: User) -> User:
    """A contact of Alice."""
    bob = make_user("bob")
    befriend(alice, bob)
    return bob


@pytest.fixture
def charlie(alice: User) -> User:
    """Knows nobody."""
    return make_user("charlie")


@pytest.fixture
def alices(alice: User, open_page: OpenPage) -> Page:
    """Alice's page."""
    return open_page(alice)


@pytest.fixture
def bobs(bob: User, open_page: OpenPage) -> Page:
    """Bob's page."""
    return open_page(bob)


@pytest.fixture
def operator(alice: User, client: Client) -> Client:
    """A browser in which an operator is signed in."""
    client.force_login(User.objects.create_superuser("operator", "operator@example.org", "x"))
    return client
