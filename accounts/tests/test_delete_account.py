"""Deleting one's own account: what goes, what stays, who is told."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts import contacts, sessions, signals
from accounts.models import Block, Contact, ContactRequest, Session, User
from accounts.tests.conftest import PASSWORD, Heard, SignIn, make_user, sid_of

pytestmark = pytest.mark.django_db


def delete(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/accounts/delete/", {"password": password})


def test_it_needs_a_session() -> None:
    assert delete(Client())["Location"].startswith("/accounts/login/")


def test_the_page_says_what_goes_and_what_stays(alice: User, signed_in: SignIn) -> None:
    page = signed_in(alice).get("/accounts/delete/").content.decode()

    assert "What goes" in page
    assert "What stays" in page
    assert "without your name" in page


def test_it_asks_for_the_password(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    response = delete(client, "wrong")

    assert response.context["form"].errors == {"password": ["That is not your password."]}
    assert User.objects.exists()
    assert client.get("/contacts/").status_code == 200


def test_guessing_the_password_is_limited(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    codes = [delete(client, "wrong").status_code for _ in range(11)]

    assert codes == [200] * 10 + [429]
    assert delete(client).status_code == 429
    assert User.objects.exists()


def test_everything_of_ones_own_goes(friends: tuple[User, User], charlie: User, signed_in: SignIn) -> None:
    alice, bob = friends
    mallory = make_user("mallory")
    contacts.befriend(alice, mallory)
    contacts.block(alice, "mallory")
    contacts.ask(alice, "charlie")
    response = delete(signed_in(alice))

    assert response["Location"] == "/accounts/login/"
    assert not User.objects.filter(username="alice").exists()
    assert not EmailAddress.objects.filter(email="alice@example.org").exists()
    for model in (Contact, Block, ContactRequest):
        assert not model.objects.exists()
    assert contacts.listing(bob)["contacts"] == []
    assert contacts.listing(charlie)["incoming"] == []


def test_every_session_of_theirs_ends_and_no_other(alice: User, bob: User, signed_in: SignIn) -> None:
    here, there, bobs = signed_in(alice), signed_in(alice), signed_in(bob)
    sids = {sid_of(here), sid_of(there)}
    delete(here)

    assert sessions.open_sids(sids | {sid_of(bobs)}) == {sid_of(bobs)}
    assert here.get("/contacts/").status_code == 401
    assert there.get("/contacts/").status_code == 401
    assert not Session.objects.filter(sid__in=sids).exists()


def test_calls_can_be_ended_while_it_is_known_whose_they_are(alice: User, signed_in: SignIn) -> None:
    """Receivers of user_disabled still find the person and their rows."""
    found = []

    def listen(signal: Any, sender: Any, user: int, **_: Any) -> None:
        found.append(User.objects.get(pk=user).username)

    signals.user_disabled.connect(listen)
    delete(signed_in(alice))
    signals.user_disabled.disconnect(listen)

    assert found == ["alice"]


def test_people_whose_page_shows_them_are_told(
    alice: User, bob: User, charlie: User, signed_in: SignIn, heard: Heard
) -> None:
    contacts.befriend(alice, bob)
    heard.clear()
    delete(signed_in(alice))

    assert ("contacts_changed", {"users": {bob.pk}}) in heard


def test_the_name_is_free_again_and_nothing_is_inherited(
    friends: tuple[User, User], signed_in: SignIn
) -> None:
    alice, bob = friends
    delete(signed_in(alice))
    again = make_user("Alice")

    assert contacts.listing(again) == {"contacts": [], "incoming": [], "outgoing": [], "blocked": []}
    assert not contacts.may_call(again.pk, bob.pk)


def test_a_get_deletes_nothing(alice: User, signed_in: SignIn) -> None:
    signed_in(alice).get("/accounts/delete/", {"password": PASSWORD})

    assert User.objects.exists()


def test_who_takes_the_name_of_a_deleted_account_sees_no_request_to_it(
    alice: User, bob: User, signed_in: SignIn
) -> None:
    contacts.ask(bob, "alice")
    delete(signed_in(alice))
    newcomer = make_user("Alice")

    assert contacts.listing(newcomer)["incoming"] == []
    # Bob cannot tell from his list whether there ever was an Alice.
    assert contacts.listing(bob)["outgoing"] == [{"username": "alice"}]
    contacts.ask(bob, "alice")
    assert [person["username"] for person in contacts.listing(newcomer)["incoming"]] == [bob.username]
