"""The profile page: one's display name, and the way to everything else."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import contacts
from accounts.models import User
from accounts.tests.conftest import Heard, SignIn, make_user

pytestmark = pytest.mark.django_db


def test_it_needs_a_session() -> None:
    assert Client().get("/accounts/profile/")["Location"].startswith("/accounts/login/")


def test_it_leads_to_everything_about_the_account(alice: User, signed_in: SignIn) -> None:
    page = signed_in(alice).get("/accounts/profile/").content.decode()

    for address in ("password/change/", "email/", "logout/", "delete/"):
        assert f'href="/accounts/{address}"' in page
    assert 'href="/admin/"' not in page


def test_operators_find_the_admin(operator: User, signed_in: SignIn) -> None:
    assert 'href="/admin/"' in signed_in(operator).get("/accounts/profile/").content.decode()


def test_contacts_see_the_new_name_at_once(
    friends: tuple[User, User], signed_in: SignIn, heard: Heard
) -> None:
    alice, bob = friends
    response = signed_in(bob).post("/accounts/profile/", {"display_name": "Bobby"})

    assert response["Location"] == "/accounts/profile/"
    assert contacts.listing(alice)["contacts"] == [{"username": "Bob", "name": "Bobby"}]
    assert heard == [("contacts_changed", {"users": {alice.pk}})]


def test_everybody_whose_page_shows_the_name_is_told(
    alice: User, bob: User, charlie: User, signed_in: SignIn, heard: Heard
) -> None:
    """Bob was asked by Alice, Mallory blocked her; Charlie has no part in it."""
    mallory = make_user("mallory")
    contacts.befriend(mallory, alice)
    contacts.block(mallory, "alice")
    contacts.ask(alice, "bob")
    heard.clear()
    signed_in(alice).post("/accounts/profile/", {"display_name": "Alicia"})

    assert heard == [("contacts_changed", {"users": {bob.pk, mallory.pk}})]


def test_an_empty_name_shows_the_username(bob: User, signed_in: SignIn) -> None:
    signed_in(bob).post("/accounts/profile/", {"display_name": "\u202e \u200b"})

    assert User.objects.get().name == "Bob"


def test_a_name_is_made_safe_to_show(bob: User, signed_in: SignIn) -> None:
    signed_in(bob).post("/accounts/profile/", {"display_name": " Bob\u202e \t the\n builder\u0007 "})

    assert User.objects.get().display_name == "Bob the builder"


def test_a_name_that_is_too_long_is_refused_and_not_shown(bob: User, signed_in: SignIn) -> None:
    response = signed_in(bob).post("/accounts/profile/", {"display_name": "b" * 61})

    assert list(response.context["form"].errors) == ["display_name"]
    assert response.context["user"].name == "Bob"
    assert User.objects.get().display_name == ""


def test_the_username_never_changes(bob: User, signed_in: SignIn) -> None:
    signed_in(bob).post(
        "/accounts/profile/", {"display_name": "Bobby", "username": "robert", "is_staff": "on"}
    )

    bob.refresh_from_db()
    assert (bob.username, bob.is_staff) == ("Bob", False)


def test_markup_in_a_name_is_shown_as_text(bob: User, signed_in: SignIn) -> None:
    client = signed_in(bob)
    client.post("/accounts/profile/", {"display_name": "<b>Bob</b>"})

    assert "<b>Bob</b>" not in client.get("/accounts/profile/").content.decode()
