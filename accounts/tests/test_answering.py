"""Accepting, declining and withdrawing a request."""

from __future__ import annotations

import pytest

from accounts import contacts
from accounts.models import Block, Contact, ContactRequest, User
from accounts.tests.conftest import Heard, SignIn, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(alice: User, bob: User) -> tuple[User, User]:
    """Alice asked Bob."""
    contacts.ask(alice, "bob")
    return alice, bob


def test_accepting_makes_contacts_of_both(asked: tuple[User, User], signed_in: SignIn, heard: Heard) -> None:
    alice, bob = asked
    response = signed_in(bob).post("/contacts/ALICE/accept/")

    assert response.status_code == 200
    assert response.json()["message"] == "You and Alice are contacts now."
    assert names(response.json()["people"]["contacts"]) == ["alice"]
    assert names(contacts.listing(alice)["contacts"]) == ["Bob"]
    assert contacts.listing(alice)["outgoing"] == []
    assert ("contacts_changed", {"users": {alice.pk, bob.pk}}) in heard


def test_accepting_twice_says_the_same(asked: tuple[User, User]) -> None:
    _alice, bob = asked

    assert contacts.accept(bob, "alice") == contacts.accept(bob, "alice")
    assert Contact.objects.count() == 2


def test_accepting_what_was_withdrawn_says_so(asked: tuple[User, User], signed_in: SignIn) -> None:
    alice, bob = asked
    contacts.withdraw(alice, "bob")

    response = signed_in(bob).post("/contacts/alice/accept/")

    assert response.status_code == 400
    assert response.json()["error"] == "There is no request from alice any more."


def test_nobody_accepts_for_another(asked: tuple[User, User], charlie: User) -> None:
    with pytest.raises(contacts.Refused):
        contacts.accept(charlie, "alice")

    assert not Contact.objects.exists()


def test_the_asker_cannot_accept(asked: tuple[User, User]) -> None:
    alice, _bob = asked
    with pytest.raises(contacts.Refused):
        contacts.accept(alice, "bob")

    assert not Contact.objects.exists()


@pytest.mark.parametrize("action", ["accept", "decline", "withdraw", "remove", "block", "unblock"])
def test_a_stranger_and_nobody_are_the_same(
    alice: User, charlie: User, signed_in: SignIn, action: str
) -> None:
    client = signed_in(alice)
    stranger = client.post(f"/contacts/charlie/{action}/")
    nobody = client.post(f"/contacts/noboddy/{action}/")

    assert stranger.status_code == nobody.status_code
    assert stranger.content == nobody.content.replace(b"noboddy", b"charlie")


def test_declining_removes_the_request_on_both_sides(
    asked: tuple[User, User], signed_in: SignIn, heard: Heard
) -> None:
    alice, bob = asked
    response = signed_in(bob).post("/contacts/alice/decline/")

    assert response.status_code == 200
    assert response.json()["people"]["incoming"] == []
    assert contacts.listing(alice)["outgoing"] == []
    assert heard.count(("contacts_changed", {"users": {alice.pk, bob.pk}})) == 1


def test_withdrawing_removes_the_request_on_both_sides(
    asked: tuple[User, User], signed_in: SignIn, heard: Heard
) -> None:
    alice, bob = asked
    response = signed_in(alice).post("/contacts/bob/withdraw/")

    assert response.status_code == 200
    assert response.json()["people"]["outgoing"] == []
    assert contacts.listing(bob)["incoming"] == []
    assert ("contacts_changed", {"users": {alice.pk, bob.pk}}) in heard


def test_withdrawing_from_nobody_works_like_any_other(alice: User) -> None:
    contacts.ask(alice, "nobody")
    contacts.withdraw(alice, "Nobody")

    assert contacts.listing(alice)["outgoing"] == []


def test_withdrawing_from_one_who_blocked_does_not_reach_them(asked: tuple[User, User], heard: Heard) -> None:
    alice, bob = asked
    Block.objects.create(owner=bob, person=alice)
    contacts.withdraw(alice, "bob")

    assert heard == [("contacts_changed", {"users": {alice.pk}})]


def test_only_the_own_request_is_withdrawn(asked: tuple[User, User], charlie: User) -> None:
    _alice, bob = asked
    contacts.ask(charlie, "bob")
    contacts.withdraw(charlie, "bob")

    assert names(contacts.listing(bob)["incoming"]) == ["alice"]


def test_after_a_decline_one_may_ask_again(asked: tuple[User, User]) -> None:
    alice, bob = asked
    contacts.decline(bob, "alice")
    contacts.ask(alice, "bob")

    assert ContactRequest.objects.count() == 1


def test_a_request_of_a_deactivated_account_is_not_shown(asked: tuple[User, User]) -> None:
    alice, bob = asked
    alice.is_active = False
    alice.save()

    assert contacts.listing(bob)["incoming"] == []


@pytest.mark.parametrize("name", ["%00", "a%0ab", "x" * 31, "b"])
def test_an_address_that_no_name_has_is_not_found(alice: User, signed_in: SignIn, name: str) -> None:
    assert signed_in(alice).post(f"/contacts/{name}/withdraw/").status_code == 404
