"""Scenes (tests/e2e/scenes.py) of signing in, in two steps, and of what one's account is open to."""

from __future__ import annotations

import base64
import hmac
import time

from playwright.sync_api import Page, expect

from tests.e2e.cast import Cast
from tests.e2e.passkeys import Authenticator
from tests.e2e.people import Person
from tests.servers import PASSWORD


def somebody(cast: Cast, name: str = "Alice") -> Person:
    """Signed in through the form, a moment ago."""
    person = cast.stranger(name)
    person.site.make_user(person.username, person.name)
    person.sign_in()
    return person


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows now, or some steps of 30 seconds later (RFC 6238; RFC 4226, 5.3)."""
    counter = (int(time.time()) // 30 + steps).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    at = digest[-1] & 15
    return f"{int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF:010}"[-6:]


def set_up_app(person: Person) -> str:
    """The secret that the app was given; the page shows the recovery codes."""
    person.open("/accounts/two-factor/totp/activate/")
    secret = person.page.locator(".door__key").inner_text()
    person.fill("Code", code_of(secret))
    person.press("Turn it on")
    expect(person.page.get_by_label("Your codes")).to_be_visible()
    return secret


def add_passkey(person: Person) -> None:
    person.open("/accounts/two-factor/webauthn/add/")
    person.press("Add a passkey")
    expect(person.button("Add a passkey")).to_be_hidden()


def give_password(person: Person) -> None:
    person.open("/accounts/login/")
    person.fill("Username", person.username)
    person.fill("Password", PASSWORD)
    person.press("Sign in")
    expect(person.page.get_by_role("heading", name="One more step")).to_be_visible()


def app_to_set_up(cast: Cast) -> Page:
    alice = somebody(cast)
    alice.open("/accounts/two-factor/totp/activate/")
    return alice.page


def recovery_codes(cast: Cast) -> Page:
    alice = somebody(cast)
    set_up_app(alice)
    return alice.page


def passkey_to_add(cast: Cast) -> Page:
    alice = somebody(cast)
    alice.open("/accounts/two-factor/webauthn/add/")
    return alice.page


def everything_set_up(cast: Cast) -> Page:
    alice = somebody(cast)
    Authenticator(alice.page)
    set_up_app(alice)
    add_passkey(alice)
    alice.open("/accounts/two-factor/")
    return alice.page


def asked_for_the_second_step(cast: Cast) -> Page:
    page = everything_set_up(cast)
    [alice] = cast.people
    alice.open()
    alice.sign_out()
    give_password(alice)
    return page


def asked_again(cast: Cast) -> Page:
    page = everything_set_up(cast)
    [alice] = cast.people
    alice.wear_session()  # another session, which knows of no recent sign-in
    alice.open("/accounts/two-factor/webauthn/add/")
    return page


def two_browsers(cast: Cast) -> Page:
    alice = somebody(cast)
    cast.sign_in_again(alice)
    alice.open("/accounts/browsers/")
    return alice.page


def inviting(cast: Cast) -> Page:
    alice = somebody(cast)
    alice.open("/accounts/invite/")
    alice.press("Make a link")
    expect(alice.page.get_by_label("Your link")).to_be_visible()
    return alice.page


def invitation_gone(cast: Cast) -> Page:
    cast.expected.append("410 (Gone)")
    stranger = cast.stranger("Alice")
    stranger.open(f"/accounts/invitation/{'x' * 32}/")
    expect(stranger.page.get_by_role("heading", name="This invitation is not valid any more")).to_be_visible()
    return stranger.page
