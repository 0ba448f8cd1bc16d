"""Signing in at an OpenID Connect provider in a real browser, which holds forms against the policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.e2e.cast import Cast, cast_of
from tests.e2e.people import Person
from tests.oidc.server import NAME, Provider
from tests.servers import PASSWORD


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture
def school(chromium: Browser, provider: Provider) -> Iterator[Cast]:
    with provider.site(SIGNUP="closed") as site, cast_of(chromium, site) as cast:
        yield cast


def identify(person: Person) -> None:
    person.page.get_by_placeholder("Username").fill(person.username)
    person.page.get_by_placeholder("Password").fill(PASSWORD)
    person.press("Sign In")


def test_from_the_button_to_ones_calls_and_back_again(school: Cast, provider: Provider) -> None:
    alice = school.stranger("Alice")
    provider.make_person(
        alice.username,
        preferred_username=alice.username,
        name="Alice",
        email=f"{alice.username}@school.example",
    )
    alice.open("/accounts/login/")
    assert "form-action 'self'" in str(
        alice.page.request.get(alice.page.url).headers["content-security-policy"]
    )
    alice.press(f"Sign in with {NAME}")
    identify(alice)
    alice.press("Authorize")
    expect(alice.contacts).to_be_attached()
    alice.is_online()
    alice.open("/accounts/oidc/")
    expect(alice.page.get_by_text(f"You can sign in here with your account at {NAME}.")).to_be_visible()
    alice.open("/accounts/logout/")
    alice.press("Sign out")

    alice.press(f"Sign in with {NAME}")
    alice.press("Cancel")
    expect(alice.page.get_by_text(f"You came back from {NAME} without signing in.")).to_be_visible()
    alice.press(f"Sign in with {NAME}")
    alice.press("Authorize")
    expect(alice.contacts).to_be_attached()


def test_connecting_and_the_back_button(school: Cast, provider: Provider) -> None:
    """The page on the way is in no history: going back leads to the page before it."""
    alice = school.stranger("Alice")
    school.site.make_user(alice.username, "Alice")
    provider.make_person(alice.username, email=f"{alice.username}@school.example")
    alice.sign_in()
    alice.open("/accounts/oidc/")
    alice.press(f"Connect {NAME}")
    expect(alice.page.get_by_placeholder("Username")).to_be_visible()
    alice.page.go_back()
    expect(alice.button(f"Connect {NAME}")).to_be_visible()
    alice.press(f"Connect {NAME}")
    identify(alice)
    alice.press("Authorize")
    expect(alice.page.get_by_text(f"{NAME} is connected")).to_be_visible()
    alice.press(f"Disconnect {alice.username}@school.example")
    expect(alice.button(f"Connect {NAME}")).to_be_visible()


def test_the_pages_can_be_used_by_everybody(school: Cast, provider: Provider) -> None:
    """What axe finds on each page that is about the provider."""
    alice = school.stranger("Alice")
    school.expected.append("401 (Unauthorized)")
    provider.make_person(
        alice.username, preferred_username="a name", email=f"{alice.username}@school.example"
    )
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/oidc/callback/?code=1&state=2"):
        alice.open(path)
        no_violations(alice)
    alice.open("/accounts/login/")
    alice.press(f"Sign in with {NAME}")
    identify(alice)
    alice.press("Authorize")
    expect(alice.page.get_by_role("heading", name="Almost there")).to_be_visible()
    no_violations(alice)
    alice.fill("Username", alice.username)
    alice.press("Sign up")
    for path in ("/accounts/oidc/", "/accounts/oidc/again/"):
        alice.open(path)
        no_violations(alice)


def no_violations(person: Person) -> None:
    assert Axe().run(person.page).response["violations"] == [], person.page.url
