"""Email addresses: the three ways to verify them, and changing one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import PASSWORD, SignIn
from accounts.tests.test_signup import sign_up

pytestmark = pytest.mark.django_db


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https?://[^/]+(/accounts/(?:confirm-email|password)/\S+)", str(message.body))
    assert found, message.body
    return found[1]


def is_signed_in(client: Client) -> bool:
    return client.get("/contacts/").status_code == 200


def test_none_sends_nothing(settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"
    client = Client()
    sign_up(client)

    assert is_signed_in(client)
    assert mail.outbox == []


def test_optional_signs_in_and_sends_a_link(settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    client = Client()
    sign_up(client)
    assert is_signed_in(client)

    page = client.get(link_in(mail.outbox[0])).content.decode()
    assert "dora@example.org" in page
    assert not EmailAddress.objects.get().verified

    client.post(link_in(mail.outbox[0]))
    assert EmailAddress.objects.get().verified


def test_mandatory_signs_in_only_after_the_link(settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client = Client()
    response = sign_up(client)
    assert response["Location"] == "/accounts/confirm-email/"
    assert "Confirm your email address" in client.get(response["Location"]).content.decode()
    assert not is_signed_in(client)

    client.post("/accounts/login/", {"login": "Dora", "password": PASSWORD})
    assert not is_signed_in(client)

    client.post(link_in(mail.outbox[0]))
    client.post("/accounts/login/", {"login": "Dora", "password": PASSWORD})
    assert is_signed_in(client)


def test_mandatory_does_not_tell_whose_address_it_is(settings: Any, alice: User) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    response = sign_up(Client(), email=alice.email)

    assert response["Location"] == "/accounts/confirm-email/"
    assert not User.objects.filter(username="Dora").exists()
    assert mail.outbox[0].to == [alice.email]
    assert "There is an account with it already" in mail.outbox[0].body


def test_mandatory_never_locks_the_operator_out(settings: Any, operator: User) -> None:
    """Mail may not be set up yet when the first administrator signs in."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    EmailAddress.objects.all().delete()
    User.objects.update(email="")
    client = Client()
    client.post("/accounts/login/", {"login": "operator", "password": PASSWORD})

    assert is_signed_in(client)


def test_a_worn_out_link_says_so() -> None:
    page = Client().get("/accounts/confirm-email/worn-out/").content.decode()

    assert "This link is not valid any more" in page


def test_the_address_changes_once_the_new_one_is_confirmed(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    page = client.get("/accounts/email/").content.decode()
    assert "alice@example.org" in page
    assert "new@example.org" in page
    assert User.objects.get().email == "alice@example.org"

    client.post(link_in(mail.outbox[0]))
    assert User.objects.get().email == "new@example.org"
    assert [address.email for address in EmailAddress.objects.all()] == ["new@example.org"]
    assert any("alice@example.org" in message.to for message in mail.outbox[1:])


def test_a_change_can_be_taken_back(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    client.post("/accounts/email/", {"email": "new@example.org", "action_remove": ""})

    assert [address.email for address in EmailAddress.objects.all()] == ["alice@example.org"]


def test_changing_does_not_tell_whose_address_it_is(alice: User, bob: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    taken = client.post("/accounts/email/", {"email": bob.email, "action_add": ""})
    free = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})

    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
