"""Connecting and disconnecting, and saying once more who one is, for people with and without a password."""

from __future__ import annotations

import pytest

from tests.oidc.browser import Browser
from tests.oidc.conftest import Visit
from tests.oidc.server import NAME, Provider
from tests.servers import PASSWORD, Site

CONNECTIONS = "/accounts/oidc/"
NEW_PASSWORD = {"password1": "a calm green kettle", "password2": "a calm green kettle"}


@pytest.fixture
def owner(site: Site, provider: Provider, browser: Browser, request: pytest.FixtureRequest) -> Browser:
    """Signed in by the password of their account here; at the provider they have one of the same name."""
    name = _name(request)
    site.make_user(name)
    provider.make_person(name, email=f"{name}@school.example")
    browser.sign_in_by_password(name)
    return browser


@pytest.fixture
def guest(provider: Provider, browser: Browser, request: pytest.FixtureRequest) -> Browser:
    """Somebody who came by the provider and has no password here."""
    name = _name(request)
    provider.make_person(name, preferred_username=name, email=f"{name}@school.example")
    browser.sign_in(name)
    return browser


def _name(request: pytest.FixtureRequest) -> str:
    return f"p{abs(hash(request.node.name)) % 10**8}"


def connect(browser: Browser) -> str:
    name = browser.username
    browser.open(CONNECTIONS)
    browser.press(f"Connect {NAME}")
    browser.go_on()
    browser.identify(name)
    return browser.press("Authorize", action="grant")


def say_again(browser: Browser) -> str:
    """At the provider, which asks for the password anew."""
    assert "Sign in once more at" in browser.page.text
    browser.press(f"Sign in at {NAME}")
    browser.go_on()
    assert "reauthenticate" in browser.page.url
    browser.press("Confirm", password=PASSWORD)
    return browser.press("Authorize", action="grant")


def pseudonym(site: Site, name: str) -> str:
    return site.manage("pseudonym", name).strip()


# ---- connecting --------------------------------------------------------------------------------------


def test_a_connected_account_opens(owner: Browser, site: Site, provider: Provider, visit: Visit) -> None:
    name = owner.username
    assert f"{NAME} is connected" in connect(owner)
    assert owner.path == CONNECTIONS
    assert f"{name}@school.example" in owner.page.text
    assert site.backstage("about", username=name)["tokens"] == 0
    assert f"connected: {pseudonym(site, name)}" in site.log
    again = visit(site)
    again.sign_in(name)
    assert again.username == name


def test_connecting_asks_who_one_is(owner: Browser, site: Site) -> None:
    name = owner.username
    site.backstage("let_time_pass", username=name)
    owner.open(CONNECTIONS)
    page = owner.press(f"Connect {NAME}")
    assert "Give your password once more" in page
    owner.press("Go on", password=PASSWORD)
    owner.go_on()
    owner.identify(name)
    assert f"{NAME} is connected" in owner.press("Authorize", action="grant")


def test_cancelling_leads_back_to_the_account(owner: Browser, site: Site) -> None:
    name = owner.username
    owner.open(CONNECTIONS)
    owner.press(f"Connect {NAME}")
    owner.go_on()
    owner.identify(name)
    assert "without signing in" in owner.press("Cancel", action="cancel")
    assert owner.path == CONNECTIONS
    assert site.backstage("about", username=name)["connections"] == []


def test_what_opens_one_account_cannot_open_another(guest: Browser, site: Site, visit: Visit) -> None:
    name = guest.username
    site.make_user(f"{name}-b")
    other = visit(site)
    other.sign_in_by_password(f"{name}-b")
    other.open(CONNECTIONS)
    other.press(f"Connect {NAME}")
    other.go_on()
    other.identify(name)
    assert "opens another account here already" in other.press("Authorize", action="grant")
    assert site.backstage("about", username=f"{name}-b")["connections"] == []


def test_disconnecting(owner: Browser, site: Site, visit: Visit) -> None:
    name = owner.username
    connect(owner)
    page = owner.press("Disconnect")
    assert f"{NAME} does not open your account any more." in page
    assert f"disconnected: {pseudonym(site, name)}" in site.log
    assert not site.backstage("about", username=name)["connections"]


def test_disconnecting_asks_who_one_is(owner: Browser, site: Site) -> None:
    name = owner.username
    connect(owner)
    site.backstage("let_time_pass", username=name)
    owner.open(CONNECTIONS)
    assert "Give your password once more" in owner.press("Disconnect")
    assert f"Use {NAME}" in owner.page.text
    assert site.backstage("about", username=name)["connections"]


def test_the_last_way_in_stays(guest: Browser, site: Site) -> None:
    name = guest.username
    guest.open(CONNECTIONS)
    assert "Set a password first" in guest.press("Disconnect")
    assert site.backstage("about", username=name)["connections"]
    guest.open("/accounts/password/set/")
    guest.press("Set password", **NEW_PASSWORD)
    guest.open(CONNECTIONS)
    assert "does not open your account any more" in guest.press("Disconnect")


def test_nobody_disconnects_another(owner: Browser, site: Site, provider: Provider, visit: Visit) -> None:
    name = owner.username
    connect(owner)
    number = owner.page.text.partition('name="account" value="')[2].partition('"')[0]
    provider.make_person("thief", preferred_username="thief", email="thief@school.example")
    thief = visit(site)
    thief.sign_in("thief")
    thief.open(CONNECTIONS)
    thief.press("Disconnect", account=number)
    assert site.backstage("about", username=name)["connections"]


# ---- saying it again ---------------------------------------------------------------------------------


def test_who_signed_in_long_ago_is_asked_by_the_provider(guest: Browser, site: Site) -> None:
    """And goes on with what they wanted: here the deletion of all."""
    name = guest.username
    site.backstage("let_time_pass", username=name)
    guest.open("/accounts/delete/")
    say_again(guest)
    assert guest.path == "/accounts/delete/"
    site.backstage("let_time_pass", username=name)
    guest.press("Delete my account")
    assert name in site.backstage("people")
    assert "Your account is deleted." in say_again(guest)
    assert name not in site.backstage("people")


def test_setting_a_password_asks_first(guest: Browser, site: Site) -> None:
    name = guest.username
    guest.open("/accounts/password/set/")
    site.backstage("let_time_pass", username=name)
    guest.press("Set password", **NEW_PASSWORD)
    assert not site.backstage("about", username=name)["password"]
    say_again(guest)
    assert guest.path == "/accounts/password/set/"
    guest.press("Set password", **NEW_PASSWORD)
    assert site.backstage("about", username=name)["password"]
    assert guest.username == name


def test_a_provider_that_did_not_ask_is_not_enough(guest: Browser, site: Site, provider: Provider) -> None:
    """It tells when the person last gave their password (auth_time)."""
    name = guest.username
    site.backstage("let_time_pass", username=name)
    provider.make_person(
        name, preferred_username=name, email=f"{name}@school.example", token={"auth_time": 1_000_000_000}
    )
    guest.open("/accounts/delete/")
    assert "did not ask who you are" in say_again(guest)
    guest.open("/accounts/delete/")
    assert "Confirm it is you" in guest.page.text


def test_a_sign_in_by_an_old_word_of_the_provider_is_asked_again(
    site: Site, provider: Provider, visit: Visit
) -> None:
    """Signing out and in, where the provider does not ask for the password, proves nothing new."""
    provider.make_person(
        "ola", preferred_username="ola", email="ola@school.example", token={"auth_time": 1_000_000_000}
    )
    browser = visit(site)
    browser.sign_in("ola")
    browser.open("/accounts/delete/")
    assert "Confirm it is you" in browser.page.text


def test_another_persons_word_is_not_enough(guest: Browser, site: Site, provider: Provider) -> None:
    name = guest.username
    provider.make_person("other", preferred_username="other", email="other@school.example")
    site.backstage("let_time_pass", username=name)
    guest.open("/accounts/delete/")
    guest.press(f"Sign in at {NAME}")
    onward = guest.page.text
    guest.session.cookies.clear(domain="127.0.0.1")
    assert "Go on" in onward
    guest.go_on()
    guest.identify("other")
    assert "you are signed in as somebody else" in guest.press("Authorize", action="grant")
    assert guest.username == name
    guest.open("/accounts/delete/")
    assert "Confirm it is you" in guest.page.text


def test_the_download_names_the_provider_and_has_no_key(guest: Browser) -> None:
    name = guest.username
    guest.open("/accounts/privacy/")
    token = guest.page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    headers = {"Referer": guest.page.url, "Origin": guest.site.url}
    answer = guest.session.post(
        f"{guest.site.url}/accounts/download/",
        {"csrfmiddlewaretoken": token},
        headers=headers,
        timeout=30,
    )
    [kept] = answer.json()["provider"]
    assert kept["extra_data"]["email"] == f"{name}@school.example"
    assert set(kept["extra_data"]) == {"iss", "sub", "email"}
