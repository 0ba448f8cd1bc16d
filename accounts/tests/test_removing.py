"""Taking somebody off the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts import contacts
from accounts.models import Contact, User
from accounts.tests.conftest import Heard, SignIn, names

pytestmark = pytest.mark.django_db


def test_removing_takes_each_off_the_others_list(
    friends: tuple[User, User], signed_in: SignIn, heard: Heard
) -> None:
    alice, bob = friends
    response = signed_in(alice).post("/contacts/bob/remove/")

    assert response.status_code == 200
    assert response.json()["people"]["contacts"] == []
    assert contacts.listing(bob)["contacts"] == []
    assert not contacts.may_call(bob.pk, alice.pk)
    assert ("contacts_changed", {"users": {alice.pk, bob.pk}}) in heard
    assert ("contact_removed", {"owner": alice.pk, "person": bob.pk}) in heard


def test_removing_twice_tells_nobody_twice(friends: tuple[User, User], heard: Heard) -> None:
    alice, _bob = friends
    contacts.remove(alice, "bob")
    contacts.remove(alice, "bob")

    assert len([name for name, _what in heard if name == "contact_removed"]) == 1


def test_others_stay(friends: tuple[User, User], charlie: User) -> None:
    alice, _bob = friends
    contacts.befriend(alice, charlie)
    contacts.remove(alice, "bob")

    assert names(contacts.listing(alice)["contacts"]) == ["charlie"]


def test_removing_somebody_one_blocked_leaves_their_row(friends: tuple[User, User], heard: Heard) -> None:
    """It must not vanish, or it would tell of the block."""
    alice, bob = friends
    contacts.block(alice, "bob")
    heard.clear()
    contacts.remove(alice, "bob")

    assert names(contacts.listing(bob)["contacts"]) == ["alice"]
    assert not contacts.lists(alice.pk, bob.pk)
    assert heard == [("contacts_changed", {"users": {alice.pk}})]


def test_the_blocked_one_removes_like_anybody(friends: tuple[User, User]) -> None:
    alice, bob = friends
    contacts.block(alice, "bob")
    contacts.remove(bob, "alice")

    assert not Contact.objects.exists()
    assert names(contacts.listing(alice)["blocked"]) == ["Bob"]


@pytest.mark.parametrize("service", [contacts.remove, contacts.unblock])
def test_the_answer_about_a_stranger_is_that_about_nobody(
    alice: User, bob: User, service: Callable[[User, str], str]
) -> None:
    bob.display_name = "Bob Brown"
    bob.save()
    assert service(alice, "bob") == service(alice, "b0b").replace("b0b", "bob")
