"""A block is seen by the one who made it, and by nobody else."""

from __future__ import annotations

import pytest

from accounts import contacts
from accounts.models import Block, Contact, ContactRequest, User
from accounts.tests.conftest import Heard, SignIn, make_user, names

pytestmark = pytest.mark.django_db


def test_the_blocker_sees_the_person_among_the_blocked(friends: tuple[User, User], signed_in: SignIn) -> None:
    alice, _bob = friends
    people = signed_in(alice).post("/contacts/bob/block/").json()["people"]

    assert people["contacts"] == []
    assert people["blocked"] == [{"username": "Bob", "name": "Bob"}]


def test_the_blocked_one_sees_no_difference(friends: tuple[User, User], signed_in: SignIn) -> None:
    alice, bob = friends
    browser = signed_in(bob)
    before = browser.get("/contacts/").content
    contacts.block(alice, "bob")

    assert browser.get("/contacts/").content == before


def test_only_the_blocker_is_told(friends: tuple[User, User], heard: Heard) -> None:
    alice, bob = friends
    contacts.block(alice, "bob")

    assert heard == [
        ("contacts_changed", {"users": {alice.pk}}),
        ("blocked", {"owner": alice.pk, "person": bob.pk}),
    ]


def test_neither_may_call_the_other(friends: tuple[User, User]) -> None:
    alice, bob = friends
    contacts.block(alice, "bob")

    assert not contacts.may_call(alice.pk, bob.pk)
    assert not contacts.may_call(bob.pk, alice.pk)
    assert contacts.lists(bob.pk, alice.pk)
    assert contacts.has_blocked(alice.pk, bob.pk)
    assert not contacts.has_blocked(bob.pk, alice.pk)


def test_neither_sees_the_others_presence(friends: tuple[User, User]) -> None:
    alice, bob = friends
    assert contacts.watchers_of({alice.pk}) == {alice.pk: [bob.pk]}
    assert contacts.watchers_of({bob.pk}) == {bob.pk: [alice.pk]}

    contacts.block(alice, "bob")

    assert contacts.watchers_of({alice.pk}) == {}
    assert contacts.watchers_of({bob.pk}) == {}
    assert contacts.contact_ids(alice.pk) == set()
    assert contacts.contact_ids(bob.pk) == {alice.pk}


def test_blocking_twice_is_one_block(friends: tuple[User, User], heard: Heard) -> None:
    alice, _bob = friends
    assert contacts.block(alice, "bob") == contacts.block(alice, "bob")
    assert Block.objects.count() == 1
    assert len(heard) == 2


def test_somebody_who_asked_can_be_blocked(alice: User, bob: User) -> None:
    contacts.ask(bob, "alice")
    contacts.block(alice, "bob")

    assert contacts.listing(alice)["incoming"] == []
    assert names(contacts.listing(alice)["blocked"]) == ["Bob"]
    assert contacts.listing(bob)["outgoing"] == [{"username": "alice"}]


def test_a_request_of_a_blocked_one_cannot_be_accepted(alice: User, bob: User) -> None:
    contacts.ask(bob, "alice")
    contacts.block(alice, "bob")
    with pytest.raises(contacts.Refused):
        contacts.accept(alice, "bob")

    assert not Contact.objects.exists()


def test_strangers_cannot_be_blocked_whether_they_exist_or_not(alice: User, charlie: User) -> None:
    """The list of blocked people would tell who has an account."""
    contacts.ask(alice, "charlie")
    for name in ("charlie", "nobody"):
        with pytest.raises(contacts.Refused, match="You can block your contacts"):
            contacts.block(alice, name)

    assert not Block.objects.exists()


def test_nobody_blocks_themselves(alice: User) -> None:
    with pytest.raises(contacts.Refused):
        contacts.block(alice, "alice")


def test_unblocking_brings_the_contact_back(
    friends: tuple[User, User], signed_in: SignIn, heard: Heard
) -> None:
    alice, bob = friends
    contacts.block(alice, "bob")
    heard.clear()
    people = signed_in(alice).post("/contacts/bob/unblock/").json()["people"]

    assert names(people["contacts"]) == ["Bob"]
    assert people["blocked"] == []
    assert contacts.may_call(bob.pk, alice.pk)
    assert ("unblocked", {"owner": alice.pk, "person": bob.pk}) in heard
    assert ("contacts_changed", {"users": {alice.pk}}) in heard


def test_unblocking_somebody_removed_meanwhile_removes_the_other_row(
    friends: tuple[User, User], heard: Heard
) -> None:
    alice, bob = friends
    contacts.block(alice, "bob")
    contacts.remove(alice, "bob")
    heard.clear()
    contacts.unblock(alice, "bob")

    assert not Contact.objects.exists()
    assert ("contacts_changed", {"users": {alice.pk, bob.pk}}) in heard


def test_unblocking_a_stranger_shows_their_request_again(alice: User, bob: User) -> None:
    contacts.ask(bob, "alice")
    contacts.block(alice, "bob")
    contacts.unblock(alice, "bob")

    assert names(contacts.listing(alice)["incoming"]) == ["Bob"]


def test_when_both_block_each_needs_to_lift(friends: tuple[User, User]) -> None:
    alice, bob = friends
    contacts.block(alice, "bob")
    contacts.block(bob, "alice")
    contacts.unblock(alice, "bob")
    assert not contacts.may_call(alice.pk, bob.pk)

    contacts.unblock(bob, "alice")
    assert contacts.may_call(alice.pk, bob.pk)


def test_the_blocked_one_asks_like_anybody(alice: User, bob: User) -> None:
    """Blocked before they were contacts: asking gives the usual answer and row."""
    contacts.ask(bob, "alice")
    contacts.block(alice, "bob")
    contacts.withdraw(bob, "alice")
    make_user("dora")

    assert contacts.ask(bob, "alice") == contacts.ask(bob, "dora").replace("dora", "alice")
    assert ContactRequest.objects.filter(sender=bob).count() == 2
