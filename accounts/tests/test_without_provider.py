"""A site that names no provider of OpenID Connect, or no longer does. With one: tests/oidc."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import PASSWORD, SignIn
from videocall.environment import BASE_DIR

LOADED = (
    "import sys, django; django.setup(); import videocall.urls, videocall.asgi;"
    "print(sorted({'requests', 'jwt', 'accounts.oidc', 'accounts.oidc_pages'} & set(sys.modules)))"
)
ADDRESSES = ["", "login/", "callback/", "connect/", "again/", "signup/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_there_is_no_such_address(address: str, alice: User, signed_in: SignIn) -> None:
    for client in (Client(), signed_in(alice)):
        assert client.get(f"/accounts/oidc/{address}").status_code == 404
        assert client.post(f"/accounts/oidc/{address}").status_code == 404


def test_no_page_speaks_of_it(alice: User, signed_in: SignIn) -> None:
    for path in ("/accounts/login/", "/accounts/signup/"):
        assert "oidc" not in Client().get(path).content.decode()
    assert "oidc" not in signed_in(alice).get("/accounts/profile/").content.decode()


def test_nothing_is_loaded_for_it() -> None:
    environment = {"PATH": os.environ["PATH"], "DEBUG": "1", "ENV_FILE": os.devnull} | {
        "DJANGO_SETTINGS_MODULE": "videocall.settings",
        "DATA_DIR": os.environ["DATA_DIR"],
    }
    command = [sys.executable, "-c", LOADED]
    done = subprocess.run(command, env=environment, cwd=BASE_DIR, check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_who_came_by_a_provider_that_is_gone_can_still_delete_the_account(
    alice: User, signed_in: SignIn
) -> None:
    SocialAccount.objects.create(user=alice, provider="oidc", uid="1")
    client = signed_in(alice)
    assert client.get("/accounts/reauthenticate/").status_code == 200
    client.post("/accounts/delete/", {"password": PASSWORD})
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()


def test_the_administration_names_no_provider(operator: User, signed_in: SignIn) -> None:
    """That is the environment's; who is connected can be seen and ended."""
    client = signed_in(operator)
    page = client.get("/admin/").content.decode()
    assert "socialaccount/socialapp/" not in page
    assert "socialaccount/socialtoken/" not in page
    assert client.get("/admin/socialaccount/socialaccount/").status_code == 200


def test_connections_are_ended_in_the_administration_and_never_made(
    alice: User, operator: User, signed_in: SignIn
) -> None:
    connection = SocialAccount.objects.create(user=alice, provider="oidc", uid="1")
    client, address = signed_in(operator), "/admin/socialaccount/socialaccount/"
    assert client.get(f"{address}add/").status_code == 403
    assert client.post(f"{address}{connection.pk}/change/", {"user": operator.pk}).status_code == 403
    client.post(f"{address}{connection.pk}/delete/", {"post": "yes"})
    assert not SocialAccount.objects.exists()
