"""The account that answers test calls: made by a command, on every newcomer's list."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import contacts
from accounts.models import User

PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _echo_is_wanted(settings: Any) -> None:
    settings.ECHO_USERNAME, settings.ECHO_PASSWORD = "echo", PASSWORD


def make_echo(*arguments: str) -> str:
    out = StringIO()
    call_command("echo_account", *arguments, stdout=out)
    return out.getvalue()


def sign_up(username: str) -> User:
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    Client().post(
        "/accounts/signup/", {"username": username, "email": f"{username}@example.org", **passwords}
    )
    return User.objects.get(username=username)


def test_a_newcomer_may_call_it_and_it_may_not_be_missed(alice: User) -> None:
    make_echo()
    dora, echo = sign_up("dora"), User.objects.get(username="echo")
    assert contacts.may_call(dora.pk, echo.pk)
    assert {"username": "echo", "name": "Echo test"} in contacts.listing(dora)["contacts"]
    assert contacts.listing(alice)["contacts"] == []


def test_without_the_account_a_newcomer_has_no_contact() -> None:
    assert contacts.listing(sign_up("dora"))["contacts"] == []


def test_everyone_gets_it_once(alice: User, bob: User) -> None:
    assert "2 people" in make_echo("--everyone")
    assert "0 people" in make_echo("--everyone")
    echo = User.objects.get(username="echo")
    assert contacts.may_call(alice.pk, echo.pk)
    assert contacts.may_call(bob.pk, echo.pk)


def test_it_signs_in_with_the_password_of_the_settings(settings: Any) -> None:
    make_echo()
    settings.ECHO_PASSWORD = "another-horse-battery"
    make_echo()
    form = {"login": "echo", "password": "another-horse-battery"}
    assert Client().post("/accounts/login/", form).status_code == 302


def test_nobody_elses_account_is_taken(alice: User, settings: Any) -> None:
    settings.ECHO_USERNAME = "Alice"
    with pytest.raises(CommandError, match="somebody's account"):
        make_echo()
    assert alice.check_password(PASSWORD)


@pytest.mark.parametrize("missing", ["ECHO_USERNAME", "ECHO_PASSWORD"])
@pytest.mark.parametrize("command", ["echo_account", "echo_bot"])
def test_it_says_what_is_not_set(settings: Any, command: str, missing: str) -> None:
    setattr(settings, missing, "")
    with pytest.raises(CommandError, match="ECHO_PASSWORD"):
        call_command(command)
