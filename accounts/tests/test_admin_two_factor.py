"""The administration asks for a second step at sign-in, where its operators say so."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from accounts.tests.conftest import SignIn
from accounts.tests.test_two_factor import set_up_app

pytestmark = pytest.mark.django_db

PAGES = ["/admin/", "/admin/accounts/user/", "/admin/connection/", "/admin/password_change/"]


@pytest.mark.parametrize("path", PAGES)
def test_who_has_none_is_led_to_set_one_up(
    operator: User, signed_in: SignIn, settings: Any, path: str
) -> None:
    settings.ADMIN_TWO_FACTOR = True
    response = signed_in(operator).get(path, follow=True)

    assert response.redirect_chain[-1][0] == "/accounts/two-factor/"
    page = response.content.decode()
    assert "To run this site you need a second step at sign-in" in page
    assert "Set up an app" in page


def test_it_opens_once_there_is_one(operator: User, signed_in: SignIn, settings: Any) -> None:
    settings.ADMIN_TWO_FACTOR = True
    client = signed_in(operator)
    set_up_app(client)

    for path in PAGES[:3]:
        assert client.get(path).status_code == 200


def test_it_closes_when_the_step_is_removed(operator: User, signed_in: SignIn, settings: Any) -> None:
    settings.ADMIN_TWO_FACTOR = True
    client = signed_in(operator)
    set_up_app(client)
    client.post("/accounts/two-factor/totp/deactivate/")

    assert client.get("/admin/").status_code == 302


def test_others_are_refused_as_before(alice: User, signed_in: SignIn, settings: Any) -> None:
    settings.ADMIN_TWO_FACTOR = True

    assert signed_in(alice).get("/admin/", follow=True).status_code == 403


def test_where_nobody_asks_it_opens_without(operator: User, signed_in: SignIn) -> None:
    assert signed_in(operator).get("/admin/").status_code == 200
