"""The live page and the person's past calls over HTTP."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db
CONFIG = re.compile(r'<script id="config" type="application/json">(.*?)</script>')


@pytest.fixture
def alice() -> User:
    return User.objects.create_user(
        "alice", "alice@example.org", "a quiet blue green kettle", display_name="Alice A."
    )


@pytest.fixture
def page(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def config(client: Client, path: str) -> dict[str, Any]:
    found = CONFIG.search(client.get(path).content.decode())
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("path", ["/", "/calls/6f1c2a52-1d0b-4c8e-9d0b-0a9f5d2f7c11/"])
def test_signed_out_people_are_sent_to_sign_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={path}"


def test_the_live_page_knows_its_person_and_addresses(page: Client) -> None:
    told = config(page, "/")
    assert told["user"] == {"username": "alice", "name": "Alice A.", "picture": ""}
    assert (told["live"], told["call"], told["socket_path"]) == (True, None, "/ws/")
    assert told["history"] == {"calls": [], "unseen": 0}
    assert told["people"]["contacts"] == []


def test_a_calls_address_shows_the_same_page(page: Client) -> None:
    call = str(uuid.uuid4())
    assert config(page, f"/calls/{call}/")["call"] == call


def test_other_pages_know_enough_to_ring(page: Client) -> None:
    told = config(page, reverse("account_profile"))
    assert told["live"] is False
    assert told["urls"] == {"home": "/"}
    assert "history" not in told


@pytest.mark.parametrize("path", ["/history/", "/history/seen/", "/history/clear/"])
def test_history_is_for_signed_in_people(client: Client, path: str) -> None:
    answer = client.get(path) if path == "/history/" else client.post(path)
    assert answer.status_code == 401


def test_history_changes_need_a_post(page: Client) -> None:
    assert page.get("/history/clear/").status_code == 405


def test_deleting_what_is_not_there_answers_the_list(page: Client) -> None:
    answer = page.post(f"/history/{uuid.uuid4()}/delete/")
    assert answer.json() == {"calls": [], "unseen": 0}
