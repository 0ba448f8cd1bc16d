"""Changing one's password: this session stays, all others end."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts import sessions
from accounts.models import User
from accounts.tests.conftest import PASSWORD, Heard, SignIn, sid_of

pytestmark = pytest.mark.django_db

NEW = "another-good-one"


def change(client: Client, **changes: str) -> Any:
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return client.post("/accounts/password/change/", form | changes)


def test_mine_stays_and_the_others_end(alice: User, signed_in: SignIn, heard: Heard) -> None:
    mine, other = signed_in(alice), signed_in(alice)
    sid, key, gone = sid_of(mine), mine.cookies["session"].value, sid_of(other)
    response = change(mine)

    assert response["Location"] == "/accounts/profile/"
    assert mine.cookies["session"].value != key
    assert mine.get("/contacts/").status_code == 200
    assert other.get("/contacts/").status_code == 401
    assert sid_of(mine) == sid
    assert sessions.open_sids({sid, gone}) == {sid}
    assert [what for name, what in heard if name == "sessions_ended"] == [{"sids": {gone}}]
    assert list(alice.sessions.values_list("sid", flat=True)) == [sid]


def test_mine_never_looks_ended_in_between(
    alice: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that checks at any moment must not close this session's socket, so the new password
    and the session's new hash are committed together."""
    mine = signed_in(alice)
    sid = sid_of(mine)
    seen = []
    monkeypatch.setattr(sessions, "end_stale_sessions", lambda user: seen.append(sessions.open_sids({sid})))
    change(mine)

    assert seen == [{sid}]


def test_the_wrong_current_password_changes_nothing(alice: User, signed_in: SignIn, heard: Heard) -> None:
    mine, other = signed_in(alice), signed_in(alice)
    response = change(mine, oldpassword="wrong")

    assert response.context["form"].errors == {"oldpassword": ["That is not your current password."]}
    assert other.get("/contacts/").status_code == 200
    assert heard == []


def test_the_new_password_works_and_the_old_one_does_not(alice: User, signed_in: SignIn) -> None:
    change(signed_in(alice))

    assert Client().post("/accounts/login/", {"login": "alice", "password": PASSWORD}).status_code == 200
    assert Client().post("/accounts/login/", {"login": "alice", "password": NEW}).status_code == 302


def test_a_mail_tells_the_person(alice: User, signed_in: SignIn) -> None:
    change(signed_in(alice))

    assert mail.outbox[0].to == ["alice@example.org"]
    assert "The password of your account alice was changed." in mail.outbox[0].body


def test_trying_is_limited(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    codes = [change(client, oldpassword="wrong").status_code for _ in range(6)]

    assert codes == [200] * 5 + [429]


def test_an_account_without_a_password_sets_one(alice: User) -> None:
    alice.set_unusable_password()
    alice.save()
    client = Client()
    client.force_login(alice)
    sid = sid_of(client)
    assert client.get("/accounts/password/change/")["Location"] == "/accounts/password/set/"

    client.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})

    assert sessions.open_sids({sid}) == {sid}
    assert client.get("/contacts/").status_code == 200


def test_a_signed_out_browser_is_sent_to_sign_in() -> None:
    assert change(Client())["Location"].startswith("/accounts/login/")
