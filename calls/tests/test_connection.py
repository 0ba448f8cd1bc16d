"""Checking one's connection without a call: who gets servers to check with, for how long, how often."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.models import User

PASSWORD = "a quiet blue kettle"
SERVERS = "/connection/servers/"


@pytest.fixture(autouse=True)
def turn(settings: Settings) -> None:
    settings.STUN_URLS = ["stun:stun.example.org"]
    settings.TURN_URLS = ["turn:turn.example.org"]
    settings.TURN_SECRET = "a secret that coturn knows too"
    settings.CONNECTION_CHECK_RATE = "2/h/user"
    cache.clear()  # what others were counted for


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice", "alice@example.org", PASSWORD)


@pytest.fixture
def charlie(db: None) -> User:
    """Runs the site."""
    return User.objects.create_user("charlie", "charlie@example.org", PASSWORD, is_staff=True)


def asked(client: Client, times: int = 1) -> Any:
    """The last of so many answers."""
    for _ in range(times):
        answer = client.post(SERVERS, {}, content_type="application/json")
    return answer


def test_two_minutes_for_a_check(client: Client, alice: User) -> None:
    client.force_login(alice)
    answer = asked(client)
    stun, turn = answer.json()["ice_servers"]
    assert (stun, turn["urls"]) == ({"urls": ["stun:stun.example.org"]}, ["turn:turn.example.org"])
    assert turn["credential"]
    expiry = int(turn["username"].split(":")[0])
    assert 115 <= expiry - time.time() <= 120
    assert answer.json()["ttl"] == 120
    assert "no-store" in answer["Cache-Control"]


def test_not_too_often(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert asked(client, 2).status_code == 200
    refused = asked(client)
    assert (refused.status_code, list(refused.json())) == (429, ["error"])


def test_the_limit_is_each_persons_own(client: Client, alice: User, charlie: User) -> None:
    client.force_login(alice)
    assert asked(client, 3).status_code == 429
    client.force_login(User.objects.create_user("bob", "bob@example.org", PASSWORD))
    assert asked(client).status_code == 200


def test_who_puts_things_right_may_try_again_and_again(client: Client, charlie: User) -> None:
    client.force_login(charlie)
    assert asked(client, 5).status_code == 200


@pytest.mark.django_db
def test_nothing_for_strangers(client: Client) -> None:
    assert asked(client).status_code == 401
    assert client.get("/connection/")["Location"].startswith("/accounts/login/")


def test_nothing_by_a_link(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get(SERVERS).status_code == 405


def test_nothing_without_the_pages_own_token(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert asked(client).status_code == 403


def test_the_page_says_where_to_ask(client: Client, alice: User) -> None:
    client.force_login(alice)
    html = client.get("/connection/").content.decode()
    assert f'"servers": "{SERVERS}"' in html
    assert "turn.example.org" not in html


def test_the_administrations_page_is_for_staff(client: Client, alice: User, charlie: User) -> None:
    client.force_login(alice)
    assert client.get("/admin/connection/").status_code == 302
    client.force_login(charlie)
    assert client.get("/admin/connection/").status_code == 200
    assert "/admin/connection/" in client.get("/admin/").content.decode()
