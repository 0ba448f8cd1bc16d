"""The second step at sign-in: an app's codes, recovery codes, and what happens without them."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import PASSWORD, SignIn
from accounts.two_factor import has_second_step

pytestmark = pytest.mark.django_db

INDEX = "/accounts/two-factor/"
ACTIVATE = "/accounts/two-factor/totp/activate/"
AUTHENTICATE = "/accounts/two-factor/authenticate/"
CODES = "/accounts/two-factor/recovery-codes/"
RUBBISH = ["", "{", "{}", "[]", "null", '"x"', "1", '{"id": "eA", "response": {"userHandle": "MQ"}}']


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows now, or some steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(client: Client) -> str:
    """The secret that the app was given."""
    client.get(ACTIVATE)
    secret: str = client.session[SECRET_SESSION_KEY]
    response = client.post(ACTIVATE, {"code": code_of(secret)})
    assert response["Location"] == CODES, response.content.decode()
    return secret


def recovery_codes(client: Client) -> list[str]:
    codes: list[str] = client.get(CODES).context["unused_codes"]
    return codes


def half_way(user: User, path: str = "/accounts/login/") -> Client:
    """A browser after the password, before the second step."""
    client = Client()
    response = client.post(path, {"login": user.username, "password": PASSWORD})
    assert response["Location"] == AUTHENTICATE
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/contacts/").status_code == 200


@pytest.fixture
def secret(alice: User, signed_in: SignIn) -> str:
    """Alice's app is set up; no code of it was used to sign in yet."""
    return set_up_app(signed_in(alice))


def test_the_picture_is_one_that_the_content_policy_lets_in(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    response = client.get(ACTIVATE)

    assert 'src="data:image/svg+xml;base64,' in response.content.decode()
    assert "data:" in response["Content-Security-Policy"].partition("img-src")[2].partition(";")[0]
    url = response.context["totp_url"]
    assert url.startswith("otpauth://totp/alice?")
    assert client.session[SECRET_SESSION_KEY] in url


def test_a_wrong_code_sets_nothing_up(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    client.get(ACTIVATE)
    wrong = code_of(client.session[SECRET_SESSION_KEY], steps=1000)
    response = client.post(ACTIVATE, {"code": wrong})

    [error] = response.context["form"].errors["code"]
    assert error.startswith("That is not right.")
    assert not has_second_step(alice)


def test_setting_up_shows_the_recovery_codes_and_says_so_by_mail(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    set_up_app(client)
    page = client.get(CODES).content.decode()

    codes = recovery_codes(client)
    assert len(set(codes)) == 10
    assert all(code in page for code in codes)
    [message] = mail.outbox
    assert message.subject.endswith("An authenticator app was set up")
    assert "alice" in message.body


def test_the_codes_can_be_saved_as_a_file(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    set_up_app(client)
    response = client.get(f"{CODES}download/")

    assert response["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    lines = response.content.decode().split("\n")
    assert lines[0] == "Recovery codes of alice at Videocall. Each works once."
    assert [line for line in lines[1:] if line] == recovery_codes(client)


def test_the_password_alone_opens_nothing(alice: User, secret: str) -> None:
    client = half_way(alice)

    assert not is_signed_in(client)
    assert client.get("/", follow=True).redirect_chain[0][0].startswith("/accounts/login/")
    page = client.get(AUTHENTICATE).content.decode()
    assert "From your authenticator app, or one of your recovery codes." in page
    assert "passkey-form" not in page, "there is no passkey to offer"


def test_the_code_signs_in_and_leads_where_one_wanted(alice: User, secret: str) -> None:
    client = half_way(alice, "/accounts/login/?next=/accounts/profile/")
    response = client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert response["Location"] == "/accounts/profile/"
    assert is_signed_in(client)


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_clocks_may_differ_by_one_step(alice: User, secret: str, steps: int, right: bool) -> None:
    client = half_way(alice)
    client.post(AUTHENTICATE, {"code": code_of(secret, steps)})

    assert is_signed_in(client) is right


def test_a_code_counts_once(alice: User, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = code_of(secret, steps=1)
    half_way(alice).post(AUTHENTICATE, {"code": code})
    later = time.time() + 31  # still within the steps that are tolerated, but no longer in allauth's memory
    cache.delete(f"allauth.mfa.totp.used?user={alice.pk}&code={code}")
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: later)
    somebody_who_looked = half_way(alice)
    response = somebody_who_looked.post(AUTHENTICATE, {"code": code})

    assert "That is not right." in response.content.decode()
    assert not is_signed_in(somebody_who_looked)


def test_guessing_codes_is_limited(alice: User, secret: str) -> None:
    client = half_way(alice)
    wrong = code_of(secret, steps=1000)
    pages = [client.post(AUTHENTICATE, {"code": wrong}).content.decode() for _ in range(6)]
    assert "Too many attempts" in pages[5]
    assert "Too many attempts" not in pages[4]

    client.post(AUTHENTICATE, {"code": code_of(secret)})
    assert not is_signed_in(client)


def test_a_recovery_code_lets_in_once(alice: User, signed_in: SignIn) -> None:
    first = signed_in(alice)
    set_up_app(first)
    code = recovery_codes(first)[0]
    client = half_way(alice)
    client.post(AUTHENTICATE, {"code": code})
    assert is_signed_in(client)
    assert code not in recovery_codes(first)
    assert "9 codes are left." in first.get(INDEX).content.decode()

    again = half_way(alice)
    again.post(AUTHENTICATE, {"code": code})
    assert not is_signed_in(again)


def test_new_recovery_codes_make_the_old_ones_useless(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    set_up_app(client)
    old = recovery_codes(client)
    client.post(f"{CODES}generate/")

    assert not set(old) & set(recovery_codes(client))
    half = half_way(alice)
    half.post(AUTHENTICATE, {"code": old[0]})
    assert not is_signed_in(half)


def test_without_the_app_the_password_is_enough_again(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    set_up_app(client)
    client.post("/accounts/two-factor/totp/deactivate/")

    assert not has_second_step(alice)
    assert not Authenticator.objects.exists()
    assert is_signed_in(signed_in(alice))


def test_another_persons_passkey_cannot_be_removed_or_renamed(
    alice: User, bob: User, signed_in: SignIn
) -> None:
    theirs = Authenticator.objects.create(user=bob, type="webauthn", data={"name": "Bob's", "credential": {}})
    client = signed_in(alice)

    for deed in ("remove", "edit"):
        path = f"/accounts/two-factor/webauthn/keys/{theirs.pk}/{deed}/"
        assert client.post(path, {"name": "mine"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Bob's"


def test_a_new_password_by_mail_does_not_step_over_the_second_step(alice: User, secret: str) -> None:
    mail.outbox.clear()
    client = Client()
    client.post("/accounts/password/reset/", {"email": alice.email})
    found = re.search(r"https?://[^/]+(/accounts/password/\S+)", str(mail.outbox[0].body))
    assert found
    form = client.get(found[1], follow=True)
    new = {"password1": "another-good-one", "password2": "another-good-one"}
    client.post(form.redirect_chain[-1][0], new)
    assert not is_signed_in(client)

    response = client.post("/accounts/login/", {"login": "alice", "password": "another-good-one"})
    assert response["Location"] == AUTHENTICATE


def test_passkey_options_are_for_asking_and_rubbish_is_refused(alice: User) -> None:
    client = Client()
    path = "/accounts/two-factor/webauthn/login/"
    options = client.get(path, headers={"Accept": "application/json"}).json()
    asked = options["request_options"]["publicKey"]
    assert asked["rpId"] == "testserver"
    assert asked["userVerification"] == "required"

    for rubbish in RUBBISH:
        assert client.post(path, {"credential": rubbish})["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "path",
    [INDEX, ACTIVATE, CODES, f"{CODES}generate/", "/accounts/two-factor/webauthn/add/"],
)
def test_strangers_are_sent_to_sign_in(path: str) -> None:
    assert Client().get(path)["Location"].startswith("/accounts/login/")


def test_rubbish_is_refused_where_a_passkey_is_the_second_step(alice: User, signed_in: SignIn) -> None:
    client = signed_in(alice)
    set_up_app(client)
    half = half_way(alice)
    for rubbish in RUBBISH:
        assert half.post(AUTHENTICATE, {"credential": rubbish}).status_code == 200
        added = client.post("/accounts/two-factor/webauthn/add/", {"name": "", "credential": rubbish})
        assert added.status_code == 200
    assert not is_signed_in(half)
    assert not Authenticator.objects.filter(type="webauthn").exists()


class TestHelpFromOperators:
    def test_they_remove_a_lost_second_step(
        self, alice: User, secret: str, operator: User, signed_in: SignIn
    ) -> None:
        chosen = {"action": "remove_second_step", "_selected_action": [alice.pk]}
        response = signed_in(operator).post("/admin/accounts/user/", chosen, follow=True)

        assert "1 person signs in with the password alone now." in response.content.decode()
        assert not has_second_step(alice)

    def test_who_may_not_manage_superusers_opens_none_of_their_doors(
        self, operator: User, bob: User, signed_in: SignIn
    ) -> None:
        from django.contrib.auth.models import Permission

        set_up_app(signed_in(operator))
        bob.is_staff = True
        bob.save()
        bob.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
        chosen = {"action": "remove_second_step", "_selected_action": [operator.pk]}
        signed_in(bob).post("/admin/accounts/user/", chosen)

        assert has_second_step(operator)

    def test_nobody_reads_the_secrets_there(self, operator: User, signed_in: SignIn) -> None:
        assert signed_in(operator).get("/admin/mfa/authenticator/").status_code == 404

    def test_an_operator_gets_in_from_the_command_line(self, alice: User, secret: str, capsys: Any) -> None:
        call_command("remove_second_step", "ALICE")

        assert "alice signs in with the password alone now." in capsys.readouterr().out
        assert not has_second_step(alice)
        for name, said in (("alice", "has no second step"), ("nobody", "Nobody is called")):
            with pytest.raises(CommandError, match=said):
                call_command("remove_second_step", name)
