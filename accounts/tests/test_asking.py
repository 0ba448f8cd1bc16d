"""Asking somebody to become a contact tells nothing about them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts import contacts
from accounts.models import Block, ContactRequest, User
from accounts.tests.conftest import Heard, SignIn, make_user, names

pytestmark = pytest.mark.django_db


def ask(client: Client, username: object) -> Any:
    return client.post("/contacts/ask/", json.dumps({"username": username}), content_type="application/json")


def test_the_asked_one_sees_the_request(alice: User, bob: User, signed_in: SignIn) -> None:
    response = ask(signed_in(alice), "Bob")

    assert response.status_code == 200
    assert response.json()["people"]["outgoing"] == [{"username": "bob"}]
    assert contacts.listing(bob)["incoming"] == [{"username": "alice", "name": "Alice"}]
    assert not contacts.may_call(alice.pk, bob.pk)


def test_a_name_is_found_in_any_case(alice: User, bob: User, signed_in: SignIn) -> None:
    ask(signed_in(alice), " bOB ")

    assert names(contacts.listing(bob)["incoming"]) == ["alice"]


def test_unknown_blocked_and_existing_names_get_the_same_answer(alice: User, signed_in: SignIn) -> None:
    """Byte by byte apart from the name, which has the same length in all three."""
    make_user("exists")
    Block.objects.create(owner=make_user("blocks"), person=alice)
    client = signed_in(alice)
    answers = set()
    for name in ("exists", "blocks", "nobody"):
        response = ask(client, name)
        headers = sorted(
            (key, value)
            for key, value in response.items()
            if key not in {"Content-Security-Policy", "Expires"}
        )
        answers.add((response.status_code, str(headers), response.content.replace(name.encode(), b"NAME")))
        ContactRequest.objects.all().delete()

    assert len(answers) == 1


def test_unknown_blocked_and_existing_names_leave_the_same_row(alice: User, charlie: User) -> None:
    Block.objects.create(owner=charlie, person=alice)
    make_user("exists")
    for name in ("Exists", "CHARLIE", "nobody"):
        contacts.ask(alice, name)

    assert names(contacts.listing(alice)["outgoing"]) == ["nobody", "charlie", "exists"]


def test_capitals_of_the_real_name_are_not_given_away(alice: User, signed_in: SignIn) -> None:
    make_user("McBob")

    response = ask(signed_in(alice), "mcbob")

    assert b"McBob" not in response.content


def test_asking_again_is_the_same_answer_and_the_same_row(alice: User, bob: User, signed_in: SignIn) -> None:
    client = signed_in(alice)

    first, second = ask(client, "bob"), ask(client, "BOB")

    assert first.content == second.content
    assert ContactRequest.objects.count() == 1


def test_the_one_who_blocked_sees_no_request(alice: User, bob: User, heard: Heard) -> None:
    Block.objects.create(owner=bob, person=alice)

    contacts.ask(alice, "bob")

    assert contacts.listing(bob)["incoming"] == []
    assert heard == [("contacts_changed", {"users": {alice.pk}})]


def test_both_sides_are_told(alice: User, bob: User, heard: Heard) -> None:
    contacts.ask(alice, "bob")

    assert heard == [("contacts_changed", {"users": {alice.pk, bob.pk}})]


def test_who_signs_up_later_finds_the_request(alice: User) -> None:
    contacts.ask(alice, "dora")

    assert names(contacts.listing(make_user("Dora"))["incoming"]) == ["alice"]


def test_asking_somebody_who_asked_accepts(alice: User, bob: User) -> None:
    contacts.ask(bob, "alice")

    assert contacts.ask(alice, "bob") == "You and Bob are contacts now."
    assert contacts.may_call(alice.pk, bob.pk)
    assert contacts.may_call(bob.pk, alice.pk)
    assert not ContactRequest.objects.exists()


IMPOSSIBLE = ["", "b", "bob smith", "bob@example.org", "böb", "_bob", "b" * 31, "bo\nb", "\u212aevin"]


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_name_that_cannot_exist_is_an_error(alice: User, signed_in: SignIn, name: str) -> None:
    make_user("kevin")
    response = ask(signed_in(alice), name)

    assert response.status_code == 400
    assert response.json()["error"].startswith("That is not a username")
    assert not ContactRequest.objects.exists()


def test_ones_own_name_is_an_error(alice: User, signed_in: SignIn) -> None:
    response = ask(signed_in(alice), "ALICE")

    assert response.status_code == 400
    assert response.json()["error"] == "That is your own name. Ask somebody else for theirs."


def test_a_contact_is_an_error(friends: tuple[User, User], signed_in: SignIn) -> None:
    response = ask(signed_in(friends[0]), "bob")

    assert response.status_code == 400
    assert response.json()["error"] == "Bob is already one of your contacts."


def test_a_contact_who_blocked_is_still_a_contact_to_the_asker(friends: tuple[User, User]) -> None:
    alice, bob = friends
    contacts.block(bob, "alice")
    contacts.remove(bob, "alice")

    with pytest.raises(contacts.Refused, match="already one of your contacts"):
        contacts.ask(alice, "bob")


def test_somebody_one_blocked_is_an_error(friends: tuple[User, User], signed_in: SignIn) -> None:
    alice, _bob = friends
    contacts.block(alice, "bob")

    response = ask(signed_in(alice), "bob")

    assert response.status_code == 400
    assert response.json()["error"] == "You blocked Bob. Unblock them first."


@pytest.mark.parametrize("body", ["", "[]", "null", "{}", '{"username": 7}', "{", "\xff", "[" * 5000])
def test_a_body_that_names_nobody_is_an_error(alice: User, signed_in: SignIn, body: str) -> None:
    response = signed_in(alice).post(
        "/contacts/ask/", body.encode("latin-1"), content_type="application/json"
    )

    assert response.status_code == 400
    assert response.json() == {"error": "Say whom to ask."}


def test_asking_is_limited(alice: User, charlie: User, signed_in: SignIn, settings: Any) -> None:
    settings.CONTACT_REQUEST_RATE = "2/h/user"
    client = signed_in(alice)

    codes = [ask(client, name).status_code for name in ("one", "two", "three")]

    assert codes == [200, 200, 429]
    assert "error" in ask(client, "four").json()
    assert names(contacts.listing(alice)["outgoing"]) == ["two", "one"]
    assert ask(signed_in(charlie), "one").status_code == 200


def test_no_limit_is_a_limit_too(alice: User, signed_in: SignIn, settings: Any) -> None:
    settings.CONTACT_REQUEST_RATE = ""
    client = signed_in(alice)

    assert {ask(client, f"name{number}").status_code for number in range(40)} == {200}
