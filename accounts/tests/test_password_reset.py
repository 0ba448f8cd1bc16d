"""A forgotten password: the link by mail, and what it ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts import sessions
from accounts.models import User
from accounts.tests.conftest import PASSWORD, Heard, SignIn, sid_of
from accounts.tests.test_email import link_in

pytestmark = pytest.mark.django_db

NEW = "another-good-one"


def ask_for_link(client: Client, email: str = "alice@example.org") -> Any:
    return client.post("/accounts/password/reset/", {"email": email})


def choose(client: Client, link: str) -> Any:
    address = client.get(link)["Location"]
    return client.post(address, {"password1": NEW, "password2": NEW})


def test_the_link_leads_to_a_new_password(alice: User) -> None:
    client = Client()
    assert ask_for_link(client)["Location"] == "/accounts/password/reset/done/"
    assert "Your username is alice." in mail.outbox[0].body

    response = choose(client, link_in(mail.outbox[0]))

    assert response["Location"] == "/accounts/password/reset/key/done/"
    assert Client().post("/accounts/login/", {"login": "alice", "password": NEW}).status_code == 302


def test_it_ends_every_session(alice: User, bob: User, signed_in: SignIn, heard: Heard) -> None:
    sids = {sid_of(signed_in(alice)), sid_of(signed_in(alice))}
    others = {sid_of(signed_in(bob))}
    ask_for_link(Client())
    choose(Client(), link_in(mail.outbox[0]))

    assert sessions.open_sids(sids | others) == others
    assert {sid for name, what in heard if name == "sessions_ended" for sid in what["sids"]} == sids


def test_it_ends_the_session_it_is_done_in_too(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    sid = sid_of(client)
    ask_for_link(client)
    response = choose(client, link_in(mail.outbox[0]))

    assert response["Location"] == "/accounts/password/reset/key/done/"
    assert sessions.open_sids({sid}) == set()
    assert "Your password is changed" in client.get(response["Location"]).content.decode()


def test_a_link_works_once(alice: User) -> None:
    ask_for_link(Client())
    choose(Client(), link_in(mail.outbox[0]))
    page = Client().get(link_in(mail.outbox[0])).content.decode()

    assert "This link is not valid any more" in page


def test_unknown_and_known_addresses_get_the_same_page(alice: User) -> None:
    known, unknown = ask_for_link(Client()), ask_for_link(Client(), "nobody@example.org")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "there is no account with the email address nobody@example.org" in mail.outbox[1].body


def test_a_deactivated_account_gets_no_link(alice: User) -> None:
    alice.is_active = False
    alice.save()
    ask_for_link(Client())

    assert "/password/reset/key/" not in mail.outbox[0].body


def test_a_mail_tells_the_person_afterwards(alice: User) -> None:
    ask_for_link(Client())
    choose(Client(), link_in(mail.outbox[0]))

    assert "The password of your account alice was reset." in mail.outbox[1].body


def test_asking_is_limited(alice: User) -> None:
    codes = [ask_for_link(Client()).status_code for _ in range(6)]

    assert codes == [302] * 5 + [429]


def test_a_weak_password_is_refused(alice: User) -> None:
    client = Client()
    ask_for_link(client)
    address = client.get(link_in(mail.outbox[0]))["Location"]
    response = client.post(address, {"password1": "alice", "password2": "alice"})

    assert "password1" in response.context["form"].errors
    assert Client().post("/accounts/login/", {"login": "alice", "password": PASSWORD}).status_code == 302
