"""Before sensitive changes, whoever signed in long ago says once more who they are."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from accounts.sessions import SIGNED_IN_AT
from accounts.tests.conftest import PASSWORD, SignIn, sid_of
from accounts.tests.test_two_factor import INDEX, code_of, set_up_app

pytestmark = pytest.mark.django_db

SENSITIVE = [
    "/accounts/two-factor/totp/activate/",
    "/accounts/two-factor/webauthn/add/",
    "/accounts/two-factor/recovery-codes/generate/",
]
AGAIN = "/accounts/reauthenticate/"
AGAIN_BY_CODE = "/accounts/two-factor/reauthenticate/"


def let_time_pass(client: Client) -> None:
    """The sign-in was long ago, and so was whatever was said since."""
    session = client.session
    session[SIGNED_IN_AT] = time.time() - 601
    records = session.get("account_authentication_methods", [])
    session["account_authentication_methods"] = [record | {"at": record["at"] - 601} for record in records]
    session.save()


@pytest.fixture
def old(alice: User, signed_in: SignIn) -> Client:
    """A browser in which Alice signed in long ago."""
    client = signed_in(alice)
    let_time_pass(client)
    return client


@pytest.mark.parametrize("path", SENSITIVE)
def test_an_old_sign_in_is_asked(old: Client, path: str) -> None:
    assert old.get(path)["Location"].startswith(f"{AGAIN}?next=")


@pytest.mark.parametrize("path", SENSITIVE)
def test_a_fresh_sign_in_is_not_asked(alice: User, signed_in: SignIn, path: str) -> None:
    assert signed_in(alice).get(path).status_code == 200


def test_the_password_leads_on(old: Client) -> None:
    asked = old.get(SENSITIVE[0])["Location"]
    response = old.post(asked, {"password": PASSWORD, "next": SENSITIVE[0]})

    assert response["Location"] == SENSITIVE[0]
    assert old.get(SENSITIVE[0]).status_code == 200


def test_a_wrong_password_leads_nowhere(old: Client) -> None:
    response = old.post(AGAIN, {"password": "wrong", "next": SENSITIVE[0]})

    assert response.context["form"].errors == {"password": ["That is not your password."]}
    assert old.get(SENSITIVE[0]).status_code == 302


def test_ending_another_browser_goes_on_where_it_was_stopped(
    alice: User, old: Client, signed_in: SignIn
) -> None:
    other = signed_in(alice)
    path = f"/accounts/browsers/{sid_of(other)}/end/"
    asked = old.post(path)["Location"]
    assert other.get("/contacts/").status_code == 200

    old.post(asked, {"password": PASSWORD, "next": path})
    assert other.get("/contacts/").status_code == 401


def test_ending_all_others_is_asked_too(old: Client) -> None:
    assert old.post("/accounts/browsers/others/end/")["Location"].startswith(AGAIN)


def test_changing_the_email_address_is_asked(alice: User, old: Client) -> None:
    change = {"email": "new@example.org", "action_add": ""}
    asked = old.post("/accounts/email/", change)["Location"]
    assert asked.startswith(AGAIN)
    assert not EmailAddress.objects.filter(user=alice, email="new@example.org").exists()

    old.post(asked, {"password": PASSWORD, "next": "/accounts/email/"})
    assert EmailAddress.objects.filter(user=alice, email="new@example.org").exists()


def test_changing_the_email_address_works_with_a_second_step(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    set_up_app(client)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})

    assert EmailAddress.objects.filter(user=alice, email="new@example.org").exists()


def test_a_code_leads_on_too(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    secret = set_up_app(client)
    let_time_pass(client)
    page = client.get(client.get(SENSITIVE[2])["Location"]).content.decode()
    assert "Use a code" in page
    assert "Use a passkey" not in page

    response = client.post(AGAIN_BY_CODE, {"code": code_of(secret, steps=1), "next": SENSITIVE[2]})
    assert response["Location"] == SENSITIVE[2]
    assert client.get(SENSITIVE[2]).status_code == 200


def test_where_there_is_only_a_passkey_it_is_asked_for(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    add_passkey_row(alice)
    alice.set_unusable_password()
    alice.save()
    client.force_login(alice)

    assert client.get(SENSITIVE[0])["Location"].startswith("/accounts/two-factor/webauthn/reauthenticate/")


def test_deleting_the_account_asks_for_what_there_is(alice: User, signed_in: SignIn, old: Client) -> None:
    """The password with the form itself, always; without one, the passkey."""
    assert list(old.get("/accounts/delete/").context["form"].fields) == ["password"]
    add_passkey_row(alice)
    alice.set_unusable_password()
    alice.save()
    client = Client()
    client.force_login(alice)
    asked = client.post("/accounts/delete/")["Location"]
    assert asked.startswith("/accounts/two-factor/webauthn/reauthenticate/")
    assert User.objects.exists()

    say_again(client)
    assert client.post("/accounts/delete/")["Location"] == "/accounts/login/"
    assert not User.objects.exists()


def test_being_asked_is_limited(old: Client) -> None:
    codes = [old.post(AGAIN, {"password": "wrong"}).status_code for _ in range(11)]

    assert codes == [200] * 10 + [429]


def test_looking_at_what_one_has_is_not_asked(old: Client) -> None:
    for path in (INDEX, "/accounts/browsers/", "/accounts/email/", "/accounts/invite/"):
        assert old.get(path).status_code == 200


def add_passkey_row(user: User) -> Authenticator:
    row: Any = {"name": "Passkey", "credential": {}}
    return Authenticator.objects.create(user=user, type="webauthn", data=row)


def say_again(client: Client) -> None:
    """As if the passkey had just been used."""
    session = client.session
    session[SIGNED_IN_AT] = time.time()
    session.save()
