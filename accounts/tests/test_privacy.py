"""What a person decides about being reached and seen: the page, who may send requests, and the link."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts import contacts, privacy
from accounts.models import AddLink, Block, Contact, ContactRequest, User
from accounts.tests.conftest import Heard, SignIn, names

pytestmark = pytest.mark.django_db

PAGE = "/accounts/privacy/"


def decide(client: Client, **values: str) -> Any:
    return client.post(PAGE, {"requests_from": "everyone", **values})


def let_in(person: User, whom: str) -> None:
    User.objects.filter(pk=person.pk).update(requests_from=whom)
    person.requests_from = whom


@pytest.fixture
def relay(settings: Any) -> None:
    settings.TURN_URLS = ["turn:turn.example.org"]


# ---- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [PAGE, "/add/abc/", "/contacts/Bob/about/", "/contacts/Bob/report/"])
def test_they_need_a_session(bob: User, path: str) -> None:
    assert Client().get(path)["Location"].startswith("/accounts/login/")


def test_the_profile_leads_there(alice: User, signed_in: SignIn) -> None:
    page = signed_in(alice).get("/accounts/profile/").content.decode()
    assert 'href="/accounts/privacy/"' in page
    assert 'href="/accounts/privacy/#data"' in page


@pytest.mark.usefixtures("relay")
def test_decisions_are_kept(alice: User, signed_in: SignIn) -> None:
    response = decide(signed_in(alice), do_not_disturb="on", requests_from="link", hide_address="on")
    assert response["Location"] == PAGE
    alice.refresh_from_db()
    assert (alice.do_not_disturb, alice.requests_from, alice.hide_address) == (True, "link", True)
    decide(signed_in(alice))
    alice.refresh_from_db()
    assert (alice.do_not_disturb, alice.requests_from, alice.hide_address) == (False, "everyone", False)


def test_nothing_else_is_saved_with_them(alice: User, signed_in: SignIn) -> None:
    decide(signed_in(alice), is_staff="on", username="eve")
    alice.refresh_from_db()
    assert (alice.username, alice.is_staff) == ("alice", False)


def test_an_unknown_choice_is_refused(alice: User, signed_in: SignIn) -> None:
    response = decide(signed_in(alice), requests_from="friends", do_not_disturb="on")
    assert response.status_code == 200
    alice.refresh_from_db()
    assert not alice.do_not_disturb


def test_calls_hear_of_do_not_disturb_once(alice: User, signed_in: SignIn, heard: Heard) -> None:
    client = signed_in(alice)
    for on in ({"do_not_disturb": "on"}, {"do_not_disturb": "on"}, {}):
        decide(client, **on)
    assert heard == [("quietened", {"user": alice.pk})]


def test_the_live_page_says_that_it_is_on(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    assert b"Do not disturb is on" not in client.get("/").content
    decide(client, do_not_disturb="on")
    assert b"Do not disturb is on" in client.get("/").content


# ---- who may send requests -----------------------------------------------------------------------


@pytest.mark.parametrize("whom", ["nobody", "link"])
def test_a_request_by_name_is_not_seen(alice: User, bob: User, heard: Heard, whom: str) -> None:
    let_in(bob, whom)
    contacts.ask(alice, "bob")
    assert contacts.listing(bob)["incoming"] == []
    assert heard == [("contacts_changed", {"users": {alice.pk}})]


def test_the_asker_cannot_tell(alice: User, bob: User, charlie: User, signed_in: SignIn) -> None:
    """The same answer and the same row, whatever the other one lets through."""
    seen = set()
    client = signed_in(alice)
    for whom in ("everyone", "link", "nobody"):
        let_in(bob, whom)
        body = json.dumps({"username": "bob"})
        response = client.post("/contacts/ask/", body, content_type="application/json")
        row = ContactRequest.objects.values("sender", "username", "void", "invited").get()
        seen.add((response.status_code, response.content, str(row)))
        ContactRequest.objects.all().delete()
    assert len(seen) == 1


def test_what_was_not_let_in_cannot_be_accepted(alice: User, bob: User) -> None:
    let_in(bob, "nobody")
    contacts.ask(alice, "bob")
    with pytest.raises(contacts.Refused):
        contacts.accept(bob, "alice")


def test_it_shows_once_it_is_let_in(alice: User, bob: User, signed_in: SignIn, heard: Heard) -> None:
    let_in(bob, "nobody")
    contacts.ask(alice, "bob")
    heard.clear()
    decide(signed_in(bob), requests_from="everyone")
    assert names(contacts.listing(User.objects.get(pk=bob.pk))["incoming"]) == ["alice"]
    assert heard == [("contacts_changed", {"users": {bob.pk}})]


def test_asking_somebody_whose_request_was_not_let_in_accepts_it(alice: User, bob: User) -> None:
    let_in(bob, "nobody")
    contacts.ask(alice, "bob")
    assert contacts.ask(bob, "alice") == "You and Alice are contacts now."


# ---- the link ------------------------------------------------------------------------------------


def path_of(person: User) -> str:
    return f"/add/{privacy.link_of(person).token}/"


@pytest.mark.parametrize("whom", ["everyone", "link"])
def test_the_link_sends_a_request_that_is_seen(alice: User, bob: User, signed_in: SignIn, whom: str) -> None:
    let_in(bob, whom)
    response = signed_in(alice).post(path_of(bob))
    assert response["Location"] == "/"
    assert names(contacts.listing(bob)["incoming"]) == ["alice"]


def test_opening_it_alone_asks_nobody(alice: User, bob: User, signed_in: SignIn) -> None:
    page = signed_in(alice).get(path_of(bob))
    assert b"Send a request to Bob?" in page.content
    assert not ContactRequest.objects.exists()


def test_another_sites_form_asks_nobody(alice: User, bob: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(path_of(bob)).status_code == 403


def test_a_request_by_name_stays_invited(alice: User, bob: User) -> None:
    let_in(bob, "link")
    contacts.ask(alice, "bob", invited=True)
    contacts.ask(alice, "bob")
    assert names(contacts.listing(bob)["incoming"]) == ["alice"]


def test_a_new_link_makes_the_old_one_dead(alice: User, bob: User, signed_in: SignIn) -> None:
    old = path_of(bob)
    signed_in(bob).post("/accounts/privacy/link/")
    client = signed_in(alice)
    assert client.get(old).status_code == 404
    assert client.post(old).status_code == 404
    assert client.get(path_of(bob)).status_code == 200
    assert not ContactRequest.objects.exists()


def test_it_is_as_dead_while_nobody_may_ask(alice: User, bob: User, signed_in: SignIn) -> None:
    let_in(bob, "nobody")
    client = signed_in(alice)
    dead, unknown = client.get(path_of(bob)), client.get("/add/nothing/")
    assert (dead.status_code, unknown.status_code) == (404, 404)
    assert b"leads nowhere" in dead.content


def test_who_is_blocked_is_answered_like_anybody(alice: User, bob: User, signed_in: SignIn) -> None:
    Block.objects.create(owner=bob, person=alice)
    assert signed_in(alice).post(path_of(bob))["Location"] == "/"
    assert contacts.listing(bob)["incoming"] == []
    assert names(contacts.listing(alice)["outgoing"]) == ["bob"]


def test_ones_own_link_says_so(alice: User, signed_in: SignIn) -> None:
    assert b"This is your own link" in signed_in(alice).get(path_of(alice)).content


def test_links_count_as_requests_do(alice: User, bob: User, signed_in: SignIn, settings: Any) -> None:
    settings.CONTACT_REQUEST_RATE = "1/h/user"
    client = signed_in(alice)
    client.post("/contacts/ask/", '{"username": "dora"}', content_type="application/json")
    client.post(path_of(bob))
    assert names(contacts.listing(alice)["outgoing"]) == ["dora"]


def test_the_page_shows_the_link(alice: User, signed_in: SignIn) -> None:
    page = signed_in(alice).get(PAGE).content.decode()
    assert f"http://testserver/add/{AddLink.objects.get().token}/" in page


def test_who_takes_the_name_of_a_deleted_account_sees_no_invited_request(alice: User, bob: User) -> None:
    contacts.ask(alice, "bob", invited=True)
    bob.delete()
    assert ContactRequest.objects.get().invited is False


# ---- hiding one's address ------------------------------------------------------------------------


def test_without_a_relay_it_cannot_be_switched_on(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    assert b"This site has no relay" in client.get(PAGE).content
    decide(client, hide_address="on")
    alice.refresh_from_db()
    assert not alice.hide_address


def test_it_can_be_switched_off_without_a_relay(alice: User, signed_in: SignIn) -> None:
    User.objects.update(hide_address=True)
    client = signed_in(alice)
    assert b"any more" in client.get(PAGE).content
    decide(client)
    alice.refresh_from_db()
    assert not alice.hide_address


@pytest.mark.usefixtures("relay")
def test_from_one_contact(friends: tuple[User, User], signed_in: SignIn) -> None:
    alice, bob = friends
    client = signed_in(alice)
    client.post("/contacts/Bob/about/", {"hide_address": "on"})
    assert privacy.hides_from(alice, bob)
    assert not privacy.hides_from(bob, alice)
    client.post("/contacts/Bob/about/", {})
    assert not privacy.hides_from(alice, bob)


def test_from_one_contact_it_needs_a_relay_too(friends: tuple[User, User], signed_in: SignIn) -> None:
    alice, bob = friends
    signed_in(alice).post("/contacts/Bob/about/", {"hide_address": "on"})
    assert not privacy.hides_from(alice, bob)
    with pytest.raises(contacts.Refused, match="no relay"):
        privacy.hide_from(alice, bob, True)


def test_nobody_else_has_such_a_page(alice: User, bob: User, signed_in: SignIn) -> None:
    """A stranger, oneself and nobody: all not found."""
    client = signed_in(alice)
    codes = {client.get(f"/contacts/{name}/about/").status_code for name in ("Bob", "alice", "nobody")}
    assert codes == {404}


def test_somebody_who_asks_has_one_without_the_switch(alice: User, bob: User, signed_in: SignIn) -> None:
    contacts.ask(bob, "alice")
    client = signed_in(alice)
    page = client.get("/contacts/Bob/about/").content
    assert b"Report Bob" in page
    assert b"hide_address" not in page
    client.post("/contacts/Bob/about/", {"hide_address": "on"})
    assert not Contact.objects.exists()
