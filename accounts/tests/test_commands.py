"""seed_demo and createsuperuser."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import contacts
from accounts.models import User

pytestmark = pytest.mark.django_db


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def test_seed_demo_makes_two_people_who_can_call(settings: Any) -> None:
    settings.DEBUG = True
    said = seed()
    alice, bob = User.objects.order_by("username")

    assert contacts.may_call(alice.pk, bob.pk)
    for username in ("alice", "bob"):
        [line] = [line for line in said.splitlines() if line.startswith(f"Username {username}, password ")]
        form = {"login": username, "password": line.split("password ")[1]}
        assert Client().post("/accounts/login/", form).status_code == 302


def test_seed_demo_may_run_again(settings: Any) -> None:
    settings.DEBUG = True
    client = Client()
    first = seed()
    client.force_login(User.objects.get(username="alice"))

    assert seed() == first
    assert User.objects.count() == 2
    assert client.get("/contacts/").status_code == 200


def test_seed_demo_is_for_development_only(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=1 only"):
        seed()

    assert not User.objects.exists()


def test_createsuperuser_without_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-good-password")
    call_command(
        "createsuperuser", interactive=False, username="Root", email="root@example.org", stdout=StringIO()
    )
    client = Client()
    client.post("/accounts/login/", {"login": "root", "password": "a-good-password"})

    assert client.get("/admin/").status_code == 200


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def answer_questions(monkeypatch: pytest.MonkeyPatch, *answers: str) -> tuple[str, str]:
    given = iter(answers)
    monkeypatch.setattr("builtins.input", lambda prompt="": next(given))
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "a-good-password")
    out, err = StringIO(), StringIO()
    call_command("createsuperuser", interactive=True, stdin=Terminal(), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_createsuperuser_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_questions(monkeypatch, "Root", "root@example.org")
    user = User.objects.get()

    assert (user.username, user.is_superuser, user.is_staff) == ("Root", True, True)
    assert user.check_password("a-good-password")


def test_createsuperuser_asks_again_when_a_name_is_taken_or_cannot_be(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _out, err = answer_questions(monkeypatch, "ALICE", "bad name", "Root", "")

    assert "already taken" in err
    assert "Use 2 to 30 letters" in err
    assert User.objects.get(is_superuser=True).username == "Root"
