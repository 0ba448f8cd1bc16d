"""Signing up."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts import forms
from accounts.models import User
from accounts.tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def sign_up(client: Client, **changes: str) -> Any:
    form = {"username": "Dora", "email": "dora@example.org", "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/accounts/signup/", form | changes)


def test_the_form_has_the_words_others_rely_on() -> None:
    form = Client().get("/accounts/signup/").context["form"]

    assert [field.label for field in form] == ["Username", "Email", "Password", "Password (again)"]
    assert ">Sign up</button>" in Client().get("/accounts/signup/").content.decode()


def test_it_signs_in_and_leads_home() -> None:
    client = Client()
    response = sign_up(client)

    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.get("/accounts/profile/").context["user"].username == "Dora"
    assert EmailAddress.objects.get().email == "dora@example.org"


@pytest.mark.parametrize("taken", ["dora", "DORA", "Dora"])
def test_a_taken_name_is_refused_in_any_case(taken: str) -> None:
    make_user(taken)
    response = sign_up(Client(), email="another@example.org")

    assert response.context["form"].errors == {"username": ["This username is taken. Choose another one."]}
    assert User.objects.count() == 1


def test_a_name_taken_between_check_and_saving_is_refused_as_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both forms were checked before either was saved."""
    original = forms.SignupForm.save

    def somebody_was_quicker(form: Any, request: Any) -> Any:
        make_user("DORA")
        return original(form, request)

    monkeypatch.setattr(forms.SignupForm, "save", somebody_was_quicker)
    response = sign_up(Client(), email="another@example.org")

    assert response.status_code == 200
    assert response.context["form"].errors == {"username": ["This username is taken. Choose another one."]}
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["d", "dora smith", "dora@example.org", "d\u00f6ra", "-dora", "d" * 31, "do/ra"]
)
def test_a_name_that_would_be_unsafe_to_show_is_refused(name: str) -> None:
    response = sign_up(Client(), username=name)

    assert list(response.context["form"].errors) == ["username"]
    assert not User.objects.exists()


def test_a_taken_email_address_is_refused() -> None:
    make_user("alice")
    response = sign_up(Client(), email="ALICE@example.org")

    assert response.context["form"].errors == {
        "email": ["There is an account with this email address already."]
    }


@pytest.mark.parametrize("password", ["short", "password1", "20230405060708", "dora@example.org"])
def test_a_weak_password_is_refused(password: str) -> None:
    response = sign_up(Client(), password1=password, password2=password)

    assert list(response.context["form"].errors) == ["password1"]


def test_passwords_must_agree() -> None:
    response = sign_up(Client(), password2="something-else-99")

    assert list(response.context["form"].errors) == ["password2"]


def test_errors_are_tied_to_their_fields() -> None:
    page = sign_up(Client(), username="").content.decode()

    assert 'id="id_username_error"' in page
    assert 'aria-describedby="id_username_helptext id_username_error"' in page
    assert 'aria-invalid="true"' in page


def test_every_field_tells_the_browser_what_it_is_for() -> None:
    form = Client().get("/accounts/signup/").context["form"]
    purposes = [field.field.widget.attrs["autocomplete"] for field in form]

    assert purposes == ["username", "email", "new-password", "new-password"]
    assert not any("placeholder" in field.field.widget.attrs for field in form)


def test_a_closed_site_signs_nobody_up(settings: Any) -> None:
    settings.SIGNUP = "closed"
    client = Client()

    assert "Sign-up is closed" in client.get("/accounts/signup/").content.decode()
    assert "Sign-up is closed" in sign_up(client).content.decode()
    assert "Create an account" not in client.get("/accounts/login/").content.decode()
    assert not User.objects.exists()


def test_sign_ups_are_limited(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "2/m/ip"}
    responses = [
        sign_up(Client(), username=f"name{number}", email=f"name{number}@example.org") for number in range(3)
    ]

    assert [response.status_code for response in responses] == [302, 302, 429]
    assert "Too many attempts" in responses[2].content.decode()
    assert User.objects.count() == 2


def test_a_mail_server_that_is_down_does_not_undo_the_account(settings: Any) -> None:
    settings.EMAIL_BACKEND = "accounts.tests.test_signup.BrokenMail"
    client = Client()
    response = sign_up(client)

    assert response["Location"] == "/"
    assert User.objects.get().username == "Dora"
    assert "could not send you an email" in client.get("/accounts/profile/").content.decode()


class BrokenMail:
    def __init__(self, **_: Any) -> None:
        pass

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("no mail server here")


def test_the_welcome_mail_is_ours(settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    sign_up(Client())

    [message] = mail.outbox
    assert message.subject == f"{settings.SITE_NAME}: Confirm your email address"
    assert "Your username is Dora." in message.body
    assert "/accounts/confirm-email/" in message.body
    assert "example.com" not in message.body
