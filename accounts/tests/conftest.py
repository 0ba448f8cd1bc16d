"""The cast: Alice and Bob know each other or are about to; Charlie has no part in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from accounts import contacts, signals
from accounts.models import User

PASSWORD = "correct-horse-battery"

Heard = list[tuple[str, dict[str, Any]]]
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _plain_ground(transactional_db: None, settings: Any) -> Iterator[None]:
    """Real commits (signals and mail leave after them), a quick hasher, no limits from the test before."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()


def make_user(username: str, **fields: Any) -> User:
    user = User.objects.create_user(username, f"{username.lower()}@example.org", PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def alice() -> User:
    return make_user("alice", display_name="Alice")


@pytest.fixture
def bob() -> User:
    return make_user("Bob")


@pytest.fixture
def charlie() -> User:
    return make_user("charlie")


@pytest.fixture
def friends(alice: User, bob: User) -> tuple[User, User]:
    """Alice and Bob, contacts of each other."""
    contacts.befriend(alice, bob)
    return alice, bob


@pytest.fixture
def operator() -> User:
    return make_user("operator", is_staff=True, is_superuser=True)


@pytest.fixture
def signed_in() -> SignIn:
    """A browser in which the person signed in through the form."""

    def sign_in(user: User) -> Client:
        client = Client()
        response = client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
        assert response.status_code == 302, response.content.decode()
        return client

    return sign_in


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Every signal of accounts.signals since the test began, as (name, what it says)."""
    said: Heard = []
    names = (
        "contacts_changed",
        "blocked",
        "unblocked",
        "contact_removed",
        "sessions_ended",
        "user_disabled",
        "quietened",
    )
    receivers = []
    for name in names:

        def listen(signal: Any, sender: Any, name: str = name, **what: Any) -> None:
            said.append((name, what))

        getattr(signals, name).connect(listen, weak=False)
        receivers.append((getattr(signals, name), listen))
    yield said
    for signal, listen in receivers:
        signal.disconnect(listen)


def sid_of(client: Client) -> str:
    """The lasting identity of the browser's session."""
    return str(client.session["sid"])


def names(people: list[Any]) -> list[str]:
    return [person["username"] for person in people]
