"""The log says who got in and what changed about it, and names nobody."""

from __future__ import annotations

import logging

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.security_log import pseudonym
from accounts.tests.conftest import PASSWORD, SignIn

ALICE = pseudonym("alice")


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="accounts.security_log")
    return caplog


def test_coming_and_going(alice: User, signed_in: SignIn, lines: pytest.LogCaptureFixture) -> None:
    client = signed_in(alice)
    client.post("/accounts/logout/")
    assert lines.messages == [f"Signed in: {ALICE}", f"Signed out: {ALICE}"]


@pytest.mark.parametrize("name", ["alice", "ALICE "])
def test_a_failed_sign_in(alice: User, name: str, lines: pytest.LogCaptureFixture) -> None:
    Client().post("/accounts/login/", {"login": name, "password": "not the password"})
    assert lines.messages == [f"Sign-in failed: {ALICE}"]


def test_a_name_that_nobody_has(db: None, lines: pytest.LogCaptureFixture) -> None:
    Client().post("/accounts/login/", {"login": "nobody", "password": "not the password"})
    assert lines.messages == [f"Sign-in failed: {pseudonym('nobody')}"]


def test_another_password(alice: User, signed_in: SignIn, lines: pytest.LogCaptureFixture) -> None:
    client = signed_in(alice)
    lines.clear()
    new = "another quiet kettle"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", fields)
    assert f"Password changed: {ALICE}" in lines.messages


def test_it_names_nobody_and_no_secret(
    alice: User, signed_in: SignIn, lines: pytest.LogCaptureFixture
) -> None:
    signed_in(alice)
    Client().post("/accounts/login/", {"login": "alice@example.org", "password": "not the password"})
    assert "alice" not in lines.text.lower()
    assert PASSWORD not in lines.text
    assert "not the password" not in lines.text


def test_the_operator_finds_somebodys_lines(
    alice: User, signed_in: SignIn, lines: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_in(alice)
    call_command("pseudonym", "Alice")
    assert capsys.readouterr().out.strip() in lines.messages[0]
