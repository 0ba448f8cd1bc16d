"""Which sessions live, which end when, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.models import Session, User
from accounts.tests.conftest import Heard, SignIn, sid_of

pytestmark = pytest.mark.django_db


def test_a_session_knows_its_person(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)

    assert sessions.authenticate(client.cookies["session"].value) == (alice, sid_of(client))
    assert sessions.open_sids({sid_of(client), "unknown"}) == {sid_of(client)}


@pytest.mark.parametrize("key", ["", "unknown", "x" * 1000, "a\x00b"])
def test_a_made_up_cookie_is_nobody(alice: User, key: str) -> None:
    assert sessions.authenticate(key) is None


def test_a_session_without_a_person_is_nobody() -> None:
    client = Client()
    session = client.session
    session["something"] = 1
    session.save()

    assert sessions.authenticate(session.session_key) is None
    assert sessions.open_sids({session["sid"]}) == set()


def test_one_query_opens_a_socket(alice: User, signed_in: SignIn, django_assert_num_queries: Any) -> None:
    key = signed_in(alice).cookies["session"].value

    with django_assert_num_queries(1):
        sessions.authenticate(key)


def test_many_sids_are_asked_in_chunks(
    alice: User, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    sid = sid_of(signed_in(alice))

    with django_assert_num_queries(3):
        assert sessions.open_sids([*(f"sid{number}" for number in range(1200)), sid]) == {sid}


def test_signing_out_ends_this_session_only(alice: User, signed_in: SignIn, heard: Heard) -> None:
    here, there = signed_in(alice), signed_in(alice)
    ended, stays = sid_of(here), sid_of(there)
    here.post("/accounts/logout/")

    assert sessions.open_sids({ended, stays}) == {stays}
    assert heard == [("sessions_ended", {"sids": {ended}})]


def test_looking_at_the_sign_out_page_signs_nobody_out(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    client.get("/accounts/logout/")

    assert sessions.open_sids({sid_of(client)})


def test_an_expired_session_is_over(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    sid, key = sid_of(client), client.cookies["session"].value
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert sessions.open_sids({sid}) == set()
    assert sessions.authenticate(key) is None


def test_clearing_expired_sessions_leaves_the_others(alice: User, signed_in: SignIn) -> None:
    old, new = sid_of(signed_in(alice)), sid_of(signed_in(alice))
    Session.objects.filter(sid=old).update(expire_date=timezone.now() - timedelta(days=1))
    call_command("clearsessions")

    assert list(Session.objects.values_list("sid", flat=True)) == [new]


def test_a_new_key_is_the_same_session(alice: User, signed_in: SignIn, heard: Heard) -> None:
    """Django changes the key of a session on several occasions; sockets hang on `sid`."""
    client = signed_in(alice)
    session = client.session
    before, sid = session.session_key, session["sid"]
    session.cycle_key()

    assert session.session_key != before
    assert sessions.authenticate(before) is None
    assert sessions.authenticate(session.session_key) == (alice, sid)
    assert heard == []


def test_another_person_in_the_same_browser_is_another_session(
    alice: User, bob: User, signed_in: SignIn, heard: Heard
) -> None:
    client = signed_in(alice)
    sid = sid_of(client)
    client.force_login(bob)

    assert sid_of(client) != sid
    assert heard == [("sessions_ended", {"sids": {sid}})]


def test_deactivating_ends_everything(alice: User, bob: User, signed_in: SignIn, heard: Heard) -> None:
    sids = {sid_of(signed_in(alice)), sid_of(signed_in(alice))}
    others = {sid_of(signed_in(bob))}
    alice.is_active = False
    alice.save()

    assert sessions.open_sids(sids | others) == others
    assert {sid for name, what in heard if name == "sessions_ended" for sid in what["sids"]} == sids
    assert ("user_disabled", {"user": alice.pk}) in heard
    assert not alice.sessions.exists()


def test_deactivating_behind_our_back_ends_everything_too(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    sid = sid_of(client)
    User.objects.update(is_active=False)

    assert sessions.open_sids({sid}) == set()
    assert sessions.authenticate(client.cookies["session"].value) is None


def test_a_password_set_from_the_command_line_ends_every_session(
    alice: User, signed_in: SignIn, heard: Heard
) -> None:
    sids = {sid_of(signed_in(alice)), sid_of(signed_in(alice))}
    alice.set_password("another-good-one")
    alice.save()

    assert sessions.open_sids(sids) == set()
    assert {sid for name, what in heard if name == "sessions_ended" for sid in what["sids"]} == sids


def test_a_password_set_behind_our_back_ends_every_session_too(alice: User, signed_in: SignIn) -> None:
    sid = sid_of(signed_in(alice))
    alice.set_password("another-good-one")
    User.objects.update(password=alice.password)

    assert sessions.open_sids({sid}) == set()


def test_signing_in_somewhere_else_ends_nothing(alice: User, signed_in: SignIn, heard: Heard) -> None:
    sid = sid_of(signed_in(alice))
    signed_in(alice)

    assert sessions.open_sids({sid}) == {sid}
    assert heard == []


def test_end_sessions_spares_the_one_given(alice: User, signed_in: SignIn) -> None:
    kept, gone = sid_of(signed_in(alice)), sid_of(signed_in(alice))

    assert sessions.end_sessions(alice, except_sid=kept) == 1
    assert sessions.open_sids({kept, gone}) == {kept}


def test_a_key_from_before_a_change_of_secret_still_opens(
    alice: User, signed_in: SignIn, settings: Any
) -> None:
    client = signed_in(alice)
    sid = sid_of(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new secret"

    assert sessions.open_sids({sid}) == {sid}
    settings.SECRET_KEY_FALLBACKS = []
    assert sessions.open_sids({sid}) == set()


def test_the_hash_in_the_row_is_the_one_in_the_session(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)

    assert Session.objects.get().auth_hash == client.session[HASH_SESSION_KEY]
