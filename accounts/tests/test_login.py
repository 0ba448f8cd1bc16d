"""Signing in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import PASSWORD, SignIn

pytestmark = pytest.mark.django_db


def test_the_form_has_the_words_others_rely_on() -> None:
    response = Client().get("/accounts/login/")

    assert [field.label for field in response.context["form"]] == ["Username", "Password"]
    assert ">Sign in</button>" in response.content.decode()


@pytest.mark.parametrize("login", ["Bob", "bob", "BOB", " bob ", "bob@example.org", "BOB@Example.org"])
def test_username_and_email_address_open_the_door_in_any_case(bob: User, login: str) -> None:
    client = Client()
    response = client.post("/accounts/login/", {"login": login, "password": PASSWORD})

    assert response.status_code == 302
    assert response["Location"] == "/"


def test_wrong_password_and_unknown_name_are_the_same(alice: User) -> None:
    wrong = Client().post("/accounts/login/", {"login": "alice", "password": "wrong"})
    unknown = Client().post("/accounts/login/", {"login": "nobody", "password": "wrong"})

    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert wrong.context["form"].non_field_errors() == ["That username and password do not go together."]
    assert 'role="alert"' in wrong.content.decode()


def test_a_deactivated_account_is_told_so_after_the_right_password_only(alice: User) -> None:
    alice.is_active = False
    alice.save()
    right = Client().post("/accounts/login/", {"login": "alice", "password": PASSWORD}, follow=True)
    wrong = Client().post("/accounts/login/", {"login": "alice", "password": "wrong"}, follow=True)

    assert "This account is deactivated" in right.content.decode()
    assert "This account is deactivated" not in wrong.content.decode()


def test_guessing_one_persons_password_is_limited(alice: User, bob: User) -> None:
    codes = [Client().post("/accounts/login/", {"login": "alice", "password": f"guess{n}"}) for n in range(6)]
    assert codes[4].context["form"].non_field_errors() == ["That username and password do not go together."]
    assert codes[5].context["form"].non_field_errors() == [
        "Too many attempts. Wait a few minutes and try again."
    ]

    right = Client().post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert right.status_code == 200
    other = Client().post("/accounts/login/", {"login": "bob", "password": PASSWORD})
    assert other.status_code == 302


def test_one_address_cannot_try_for_ever(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "3/m/ip"}
    responses = [Client().post("/accounts/login/", {"login": f"n{n}", "password": "x"}) for n in range(4)]

    assert [response.status_code for response in responses] == [200, 200, 200, 429]
    assert "Too many attempts" in responses[3].content.decode()


def test_it_leads_to_the_page_one_wanted(alice: User) -> None:
    client = Client()
    response = client.post(
        "/accounts/login/?next=/accounts/profile/", {"login": "alice", "password": PASSWORD}
    )

    assert response["Location"] == "/accounts/profile/"


def test_it_never_leads_elsewhere(alice: User) -> None:
    client = Client()
    address = "/accounts/login/?next=https://evil.example/"

    assert client.post(address, {"login": "alice", "password": PASSWORD})["Location"] == "/"


def test_a_signed_in_browser_goes_on_home(alice: User, signed_in: SignIn) -> None:
    assert signed_in(alice).get("/accounts/login/")["Location"] == "/"


def test_the_short_address_leads_to_the_profile(alice: User, signed_in: SignIn) -> None:
    assert signed_in(alice).get("/accounts/")["Location"] == "/accounts/profile/"
