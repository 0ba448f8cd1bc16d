"""GET /contacts/, and who may use the addresses below it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts import contacts
from accounts.models import User
from accounts.tests.conftest import PASSWORD, SignIn, make_user, names

pytestmark = pytest.mark.django_db

ADDRESSES = [
    ("GET", "/contacts/"),
    ("POST", "/contacts/ask/"),
    *[
        ("POST", f"/contacts/bob/{action}/")
        for action in ("accept", "decline", "withdraw", "remove", "block", "unblock")
    ],
]


def test_it_has_everybody_in_their_place(alice: User, signed_in: SignIn) -> None:
    contacts.befriend(alice, make_user("zoe", display_name="Äänna"))
    contacts.befriend(alice, make_user("anna"))
    contacts.befriend(alice, make_user("mallory"))
    contacts.block(alice, "mallory")
    contacts.ask(make_user("dora", display_name="Dora"), "alice")
    contacts.ask(alice, "eve")

    assert signed_in(alice).get("/contacts/").json() == {
        "contacts": [{"username": "anna", "name": "anna"}, {"username": "zoe", "name": "Äänna"}],
        "incoming": [{"username": "dora", "name": "Dora"}],
        "outgoing": [{"username": "eve"}],
        "blocked": [{"username": "mallory", "name": "mallory"}],
    }


def test_it_needs_few_queries_however_many_there_are(alice: User, django_assert_num_queries: Any) -> None:
    for number in range(5):
        contacts.befriend(alice, make_user(f"friend{number}"))
        contacts.ask(make_user(f"asker{number}"), "alice")

    with django_assert_num_queries(4):
        contacts.listing(alice)


def test_strangers_are_not_on_it(friends: tuple[User, User], charlie: User) -> None:
    assert contacts.listing(charlie) == {"contacts": [], "incoming": [], "outgoing": [], "blocked": []}


def test_it_is_never_kept_by_a_cache(alice: User, signed_in: SignIn) -> None:
    assert "no-store" in signed_in(alice).get("/contacts/")["Cache-Control"]


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_a_signed_out_browser_gets_401(friends: tuple[User, User], method: str, address: str) -> None:
    response = Client().generic(method, address)

    assert response.status_code == 401
    assert response.json() == {"error": "You are signed out. Sign in again."}


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_only_the_right_method_does_something(
    friends: tuple[User, User], signed_in: SignIn, method: str, address: str
) -> None:
    wrong = "POST" if method == "GET" else "GET"

    assert signed_in(friends[0]).generic(wrong, address).status_code == 405
    assert names(contacts.listing(friends[0])["contacts"]) == ["Bob"]


@pytest.mark.parametrize(("method", "address"), [pair for pair in ADDRESSES if pair[0] == "POST"])
def test_every_change_needs_the_csrf_token(friends: tuple[User, User], method: str, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(friends[0])

    assert client.generic(method, address).status_code == 403
    assert names(contacts.listing(friends[0])["contacts"]) == ["Bob"]


def test_the_csrf_token_goes_in_a_header(friends: tuple[User, User]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    token = client.get("/accounts/login/").context["csrf_token"]
    form = {"login": "alice", "password": PASSWORD, "csrfmiddlewaretoken": str(token)}
    client.post("/accounts/login/", form)
    token = client.get("/accounts/profile/").context["csrf_token"]

    assert client.post("/contacts/bob/remove/", headers={"X-CSRFToken": str(token)}).status_code == 200


def test_only_accepted_contacts_may_call(alice: User, bob: User, charlie: User) -> None:
    contacts.ask(alice, "bob")
    assert not contacts.may_call(alice.pk, bob.pk)
    assert not contacts.may_call(bob.pk, alice.pk)

    contacts.accept(bob, "alice")
    assert contacts.may_call(alice.pk, bob.pk)
    assert contacts.may_call(bob.pk, alice.pk)
    assert not contacts.may_call(charlie.pk, bob.pk)
    assert not contacts.may_call(alice.pk, alice.pk)


def test_a_one_sided_row_is_not_enough_to_call(friends: tuple[User, User]) -> None:
    alice, bob = friends
    alice.contacts.all().delete()

    assert not contacts.may_call(alice.pk, bob.pk)
    assert not contacts.may_call(bob.pk, alice.pk)


@pytest.mark.parametrize("name", ["bob", "BOB", "Bob"])
def test_people_are_found_in_any_case(bob: User, name: str) -> None:
    assert contacts.find(name) == bob


@pytest.mark.parametrize("name", ["", "b_b", "bo%", "bob ", "B\u00d6B"])
def test_nobody_else_is_found(bob: User, name: str) -> None:
    assert contacts.find(name) is None
