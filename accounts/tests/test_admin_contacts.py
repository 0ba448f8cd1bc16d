"""Contacts, requests, blocks and email addresses in the admin."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import contacts
from accounts.models import Block, Contact, ContactRequest, User
from accounts.tests.conftest import Heard, SignIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "page", ["accounts/contact", "accounts/contactrequest", "accounts/block", "account/emailaddress"]
)
def test_each_list_opens_and_is_searched(
    friends: tuple[User, User], charlie: User, operator: User, signed_in: SignIn, page: str
) -> None:
    contacts.block(friends[0], "bob")
    contacts.ask(charlie, "alice")

    assert signed_in(operator).get(f"/admin/{page}/", {"q": "alice"}).context["cl"].result_count > 0


def test_adding_makes_contacts_of_both(
    alice: User, bob: User, operator: User, signed_in: SignIn, heard: Heard
) -> None:
    response = signed_in(operator).post("/admin/accounts/contact/add/", {"owner": alice.pk, "person": bob.pk})

    assert response.status_code == 302, response.context["adminform"].form.errors
    assert contacts.may_call(alice.pk, bob.pk)
    assert contacts.may_call(bob.pk, alice.pk)
    assert heard == [("contacts_changed", {"users": {alice.pk, bob.pk}})]


def test_nobody_becomes_their_own_contact(alice: User, operator: User, signed_in: SignIn) -> None:
    response = signed_in(operator).post(
        "/admin/accounts/contact/add/", {"owner": alice.pk, "person": alice.pk}
    )

    assert response.status_code == 200
    assert not Contact.objects.exists()


def test_deleting_a_row_removes_both(
    friends: tuple[User, User], operator: User, signed_in: SignIn, heard: Heard
) -> None:
    alice, bob = friends
    row = Contact.objects.get(owner=alice)
    signed_in(operator).post(f"/admin/accounts/contact/{row.pk}/delete/", {"post": "yes"})

    assert not Contact.objects.exists()
    assert ("contact_removed", {"owner": alice.pk, "person": bob.pk}) in heard


def test_deleting_several_at_once_removes_both_too(
    friends: tuple[User, User], operator: User, signed_in: SignIn, heard: Heard
) -> None:
    form = {
        "action": "delete_selected",
        "_selected_action": [row.pk for row in Contact.objects.all()],
        "post": "yes",
    }
    signed_in(operator).post("/admin/accounts/contact/", form)

    assert not Contact.objects.exists()
    assert len([name for name, _what in heard if name == "contact_removed"]) == 1


def test_deleting_a_block_unblocks(
    friends: tuple[User, User], operator: User, signed_in: SignIn, heard: Heard
) -> None:
    alice, bob = friends
    contacts.block(alice, "bob")
    signed_in(operator).post(f"/admin/accounts/block/{Block.objects.get().pk}/delete/", {"post": "yes"})

    assert contacts.may_call(alice.pk, bob.pk)
    assert ("unblocked", {"owner": alice.pk, "person": bob.pk}) in heard


def test_deleting_a_request_withdraws_it(
    alice: User, bob: User, operator: User, signed_in: SignIn, heard: Heard
) -> None:
    contacts.ask(alice, "bob")
    heard.clear()
    row = ContactRequest.objects.get()
    signed_in(operator).post(f"/admin/accounts/contactrequest/{row.pk}/delete/", {"post": "yes"})

    assert not ContactRequest.objects.exists()
    assert heard == [("contacts_changed", {"users": {alice.pk, bob.pk}})]


@pytest.mark.parametrize("page", ["contact", "block", "contactrequest"])
def test_rows_are_never_edited(
    friends: tuple[User, User], charlie: User, operator: User, signed_in: SignIn, page: str
) -> None:
    contacts.block(friends[0], "bob")
    contacts.ask(charlie, "alice")
    models: dict[str, Any] = {"contact": Contact, "block": Block, "contactrequest": ContactRequest}
    row = models[page].objects.first()

    assert signed_in(operator).post(f"/admin/accounts/{page}/{row.pk}/change/", {}).status_code == 403
