"""Signing up by invitation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import contacts, invitations
from accounts.models import Invitation, User
from accounts.tests.conftest import SignIn, names
from accounts.tests.test_signup import sign_up

pytestmark = pytest.mark.django_db

INVITE = "/accounts/invite/"


@pytest.fixture(autouse=True)
def _by_invitation(settings: Any) -> None:
    settings.SIGNUP = "invitation"


def link_by(client: Client) -> str:
    """The path of a link made on the page."""
    link: str = client.post(INVITE).context["link"]
    assert link.startswith("http://testserver/accounts/invitation/")
    return link.removeprefix("http://testserver")


@pytest.fixture
def link(bob: User, signed_in: SignIn) -> str:
    return link_by(signed_in(bob))


def test_without_a_link_nobody_signs_up() -> None:
    client = Client()

    assert "You need an invitation" in client.get("/accounts/signup/").content.decode()
    assert "You need an invitation" in sign_up(client).content.decode()
    assert "Create an account" not in client.get("/accounts/login/").content.decode()
    assert not User.objects.exists()


def test_the_link_leads_to_the_usual_form(link: str) -> None:
    client = Client()
    response = client.get(link, follow=True)

    assert response.redirect_chain == [("/accounts/signup/", 302)]
    assert [field.label for field in response.context["form"]] == [
        "Username",
        "Email",
        "Password",
        "Password (again)",
    ]
    assert "Bob invites you." in response.content.decode()


def test_who_comes_by_it_knows_who_invited_them(bob: User, link: str) -> None:
    client = Client()
    client.get(link)
    assert sign_up(client)["Location"] == "/"

    dora = User.objects.get(username="Dora")
    assert names(contacts.listing(bob)["contacts"]) == ["Dora"]
    assert names(contacts.listing(dora)["contacts"]) == ["Bob"]
    assert Invitation.objects.get().newcomer == dora


def test_it_works_on_an_open_site_too(bob: User, link: str, settings: Any) -> None:
    settings.SIGNUP = "open"
    client = Client()
    client.get(link)
    sign_up(client)

    assert names(contacts.listing(bob)["contacts"]) == ["Dora"]


def test_it_is_good_for_one_person(bob: User, link: str) -> None:
    first, second = Client(), Client()
    second.get(link)  # opened before the first one signed up
    first.get(link)
    sign_up(first)

    assert "You need an invitation" in sign_up(second, username="Eve", email="eve@x.org").content.decode()
    gone = Client().get(link)
    assert gone.status_code == 410
    assert "This invitation is not valid any more" in gone.content.decode()
    assert not User.objects.filter(username="Eve").exists()


def test_of_two_at_once_one_wins(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both found the invitation open; the account of the second is undone."""
    client = Client()
    client.get(link)
    found = invitations.of
    calls: list[int] = []

    def somebody_is_quicker(request: Any) -> Invitation | None:
        invitation = found(request)
        calls.append(1)
        if request.method == "POST" and invitation and User.objects.filter(username="Dora").exists():
            Invitation.objects.update(used_at=timezone.now())
        return invitation

    monkeypatch.setattr(invitations, "of", somebody_is_quicker)
    response = sign_up(client)

    assert calls
    assert "You need an invitation" in response.content.decode()
    assert not User.objects.filter(username="Dora").exists()


def test_it_is_good_for_seven_days(link: str) -> None:
    invitation = Invitation.objects.get()
    assert invitation.expires_at - invitation.created_at > timedelta(days=7) - timedelta(minutes=1)
    client = Client()
    client.get(link)
    Invitation.objects.update(expires_at=timezone.now())

    assert "You need an invitation" in sign_up(client).content.decode()
    assert Client().get(link).status_code == 410


def test_a_refused_form_uses_nothing_up(link: str) -> None:
    client = Client()
    client.get(link)
    assert sign_up(client, password2="something-else-99").context["form"].errors

    assert sign_up(client)["Location"] == "/"


def test_only_a_hash_is_kept(link: str) -> None:
    token = link.split("/")[-2]

    assert len(token) >= 32
    assert token not in str(Invitation.objects.values().get())
    assert Invitation.objects.get().token_hash == invitations._hash(token)


@pytest.mark.parametrize("token", ["x" * 32, "-" * 32])
def test_a_made_up_link_is_none(token: str) -> None:
    assert Client().get(f"/accounts/invitation/{token}/").status_code == 410


def test_a_withdrawn_link_is_none(bob: User, charlie: User, link: str, signed_in: SignIn) -> None:
    path = f"{INVITE}{Invitation.objects.get().pk}/withdraw/"
    signed_in(charlie).post(path)
    assert Client().get(link).status_code == 302, "only who made it withdraws it"

    signed_in(bob).post(path)
    assert Client().get(link).status_code == 410


def test_links_of_somebody_deactivated_are_none(bob: User, link: str) -> None:
    bob.is_active = False
    bob.save()

    assert Client().get(link).status_code == 410


def test_who_has_an_account_is_told_whom_to_ask(link: str, bob: User, alice: User, signed_in: SignIn) -> None:
    page = signed_in(alice).get(link).content.decode()
    assert "send a request to <strong>Bob</strong>" in page
    assert "This is a link that you made." in signed_in(bob).get(link).content.decode()

    assert Client().get(link).status_code == 302, "it is still good"


def test_the_page_lists_what_is_open_and_shows_a_link_once(bob: User, signed_in: SignIn) -> None:
    client = signed_in(bob)
    link_by(client)
    response = client.get(INVITE)

    assert response.context["link"] == ""
    assert len(response.context["invitations"]) == 1
    Invitation.objects.update(expires_at=timezone.now())
    assert len(client.get(INVITE).context["invitations"]) == 0


def test_inviting_is_limited(bob: User, signed_in: SignIn, settings: Any) -> None:
    settings.INVITATION_RATE = "2/d/user"
    client = signed_in(bob)
    links = [client.post(INVITE).context["link"] for _ in range(3)]

    assert [bool(link) for link in links] == [True, True, False]
    assert "Wait a while" in client.post(INVITE).content.decode()
    assert Invitation.objects.count() == 2


def test_a_closed_site_has_no_invitations(bob: User, link: str, signed_in: SignIn, settings: Any) -> None:
    settings.SIGNUP = "closed"
    client = Client()

    assert client.get(link).status_code == 410
    assert signed_in(bob).get(INVITE).status_code == 404
    assert "Invite somebody" not in signed_in(bob).get("/accounts/profile/").content.decode()
    settings.SIGNUP = "invitation"
    client.get(link)
    settings.SIGNUP = "closed"
    assert "Sign-up is closed" in sign_up(client).content.decode()


def test_operators_see_who_invited_whom(bob: User, link: str, operator: User, signed_in: SignIn) -> None:
    client = Client()
    client.get(link)
    sign_up(client)
    page = signed_in(operator).get("/admin/accounts/invitation/").content.decode()

    assert "Dora" in page
    assert Invitation.objects.get().token_hash not in page


def test_strangers_make_none() -> None:
    assert Client().post(INVITE)["Location"].startswith("/accounts/login/")
    assert not Invitation.objects.exists()
