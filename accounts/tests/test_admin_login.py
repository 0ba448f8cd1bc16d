"""The admin's door is the site's own, with the same limits."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import PASSWORD, SignIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/?next=/admin/"])
def test_it_leads_to_the_sites_sign_in(address: str) -> None:
    response = Client().get(address, follow=True)

    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert ">Sign in</button>" in response.content.decode()


def test_posting_to_the_old_form_signs_nobody_in(operator: User) -> None:
    client = Client()
    client.post("/admin/login/", {"username": "operator", "password": PASSWORD})

    assert client.get("/admin/").status_code == 302


def test_guessing_an_operators_password_is_limited(operator: User) -> None:
    for number in range(5):
        Client().post("/accounts/login/?next=/admin/", {"login": "operator", "password": f"guess{number}"})
    client = Client()
    client.post("/accounts/login/?next=/admin/", {"login": "operator", "password": PASSWORD})

    assert client.get("/admin/").status_code == 302


def test_an_operator_gets_in(operator: User) -> None:
    client = Client()
    response = client.post("/accounts/login/?next=/admin/", {"login": "operator", "password": PASSWORD})

    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_others_are_refused(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)

    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/admin/accounts/user/", follow=True).status_code == 403


def test_changing_the_own_password_goes_the_sites_way(operator: User, signed_in: SignIn) -> None:
    assert signed_in(operator).get("/admin/password_change/")["Location"] == "/accounts/password/change/"
