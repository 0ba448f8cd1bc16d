"""*Where you are signed in*."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import sessions
from accounts.models import Session, User
from accounts.tests.conftest import PASSWORD, Heard, SignIn, sid_of

pytestmark = pytest.mark.django_db

PATH = "/accounts/browsers/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"


def signed_in_with(user: User, user_agent: str) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client


def end(client: Client, other: Client) -> Any:
    return client.post(f"{PATH}{sid_of(other)}/end/", follow=True)


def test_each_is_told_in_words_this_one_first(alice: User, bob: User, signed_in: SignIn) -> None:
    signed_in_with(alice, FIREFOX)
    signed_in_with(bob, FIREFOX)
    here = signed_in(alice)
    shown = here.get(PATH).context["browsers"]

    assert [(browser.name, browser.here) for browser in shown] == [
        ("Unknown browser", True),
        ("Firefox 153 on Linux", False),
    ]
    assert here.get(PATH).content.decode().count("This browser") == 2  # the mark, and its button's name


def test_what_is_kept_of_a_browser(alice: User) -> None:
    before = timezone.now() - timedelta(seconds=1)
    signed_in_with(alice, "x" * 300)
    session = Session.objects.get()

    assert session.user_agent == "x" * 255
    assert session.signed_in_at
    assert session.last_used
    assert before <= session.signed_in_at <= session.last_used
    columns = {field.name for field in Session._meta.get_fields()}
    assert not [name for name in columns if "ip" in name.split("_") or "address" in name]


def test_a_new_key_keeps_what_is_known(alice: User) -> None:
    client = signed_in_with(alice, FIREFOX)
    before = Session.objects.get()
    session = client.session
    session.cycle_key()
    after = Session.objects.get()

    assert after.session_key != before.session_key
    assert (after.user_agent, after.signed_in_at) == (FIREFOX, before.signed_in_at)


def test_last_use_is_noted_at_most_every_few_minutes(
    alice: User, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = signed_in(alice)
    moment = timezone.now() - timedelta(minutes=4)
    Session.objects.update(last_used=moment)
    client.get("/contacts/")
    assert Session.objects.get().last_used == moment

    Session.objects.update(last_used=timezone.now() - timedelta(minutes=6))
    with CaptureQueriesContext(connection) as due:
        client.get("/contacts/")
    with django_assert_num_queries(len(due) - 1):
        client.get("/contacts/")
    assert Session.objects.filter(last_used__gt=timezone.now() - timedelta(minutes=1)).exists()


def test_a_session_of_before_gets_its_first_use(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    Session.objects.update(last_used=None, signed_in_at=None)
    assert client.get(PATH).status_code == 200

    assert Session.objects.get().last_used


def test_pages_that_are_open_keep_their_browser_in_use(alice: User, signed_in: SignIn) -> None:
    """What each process does for its sockets (calls/worker.py)."""
    one, other = sid_of(signed_in(alice)), sid_of(signed_in(alice))
    Session.objects.update(last_used=timezone.now() - timedelta(days=3))
    sessions.mark_used({one})

    assert [session.sid for session in sessions.open_of(alice)] == [one, other]
    assert Session.objects.filter(sid=other, last_used__lt=timezone.now() - timedelta(days=2)).exists()


def test_ending_one_leaves_the_others(alice: User, signed_in: SignIn, heard: Heard) -> None:
    here, there, third = signed_in(alice), signed_in(alice), signed_in(alice)
    ended = sid_of(there)
    page = end(here, there).content.decode()

    assert "That browser is signed out." in page
    assert there.get("/contacts/").status_code == 401
    assert third.get("/contacts/").status_code == here.get("/contacts/").status_code == 200
    assert heard == [("sessions_ended", {"sids": {ended}})]


def test_ending_all_others(alice: User, bob: User, signed_in: SignIn) -> None:
    here, there, third, bobs = signed_in(alice), signed_in(alice), signed_in(alice), signed_in(bob)
    page = here.post(f"{PATH}others/end/", follow=True).content.decode()

    assert "2 other browsers are signed out." in page
    assert [client.get("/contacts/").status_code for client in (here, there, third, bobs)] == [
        200,
        401,
        401,
        200,
    ]


def test_nobody_ends_somebody_elses(alice: User, charlie: User, signed_in: SignIn) -> None:
    alices = signed_in(alice)
    end(signed_in(charlie), alices)

    assert alices.get("/contacts/").status_code == 200


def test_this_browser_is_signed_out_by_the_usual_page(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    response = client.post(f"{PATH}{sid_of(client)}/end/")

    assert response["Location"] == "/accounts/logout/"
    assert client.get("/contacts/").status_code == 200


def test_expired_ones_and_those_of_a_former_password_are_not_listed(alice: User, signed_in: SignIn) -> None:
    old, here = sid_of(signed_in(alice)), signed_in(alice)
    Session.objects.filter(sid=old).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert len(here.get(PATH).context["browsers"]) == 1

    Session.objects.filter(sid=old).update(
        expire_date=timezone.now() + timedelta(days=1), auth_hash="another"
    )
    assert len(here.get(PATH).context["browsers"]) == 1


def test_looking_ends_nothing(alice: User, signed_in: SignIn) -> None:
    here, there = signed_in(alice), signed_in(alice)

    assert here.get(f"{PATH}{sid_of(there)}/end/").status_code == 405
    assert here.get(f"{PATH}others/end/").status_code == 405
    assert Client().get(PATH)["Location"].startswith("/accounts/login/")
