"""Every kind of page tells the browser to protect it, and itself keeps to what it says."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User

PUBLIC = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/admin/login/",
    "/offline/",
    "/no/such/page",
]
SIGNED_IN = [
    "/",
    "/accounts/profile/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/delete/",
    "/connection/",
    "/accounts/two-factor/",
    "/accounts/two-factor/totp/activate/",
    "/accounts/two-factor/webauthn/add/",
    "/accounts/browsers/",
    "/accounts/invite/",
    "/accounts/reauthenticate/",
]
ADMIN = ["/admin/", "/admin/accounts/user/", "/admin/accounts/user/add/", "/admin/accounts/contact/"]
ADMIN += ["/admin/accounts/invitation/"]
ADMIN += ["/admin/calls/call/", "/admin/calls/device/", "/admin/connection/"]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*type="(?:application/json|importmap)")|<style|\sstyle=|\son\w+=""",
    re.IGNORECASE,
)


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_superuser("alice", "alice@example.org", "a quiet blue kettle")


def directives(policy: str) -> dict[str, str]:
    """The policy's directives, a nonce left out."""
    pairs = (directive.strip().partition(" ") for directive in policy.split(";"))
    return {name: re.sub(r" 'nonce-[^']+'", "", value) for name, _, value in pairs}


def check(client: Client, path: str) -> None:
    response = client.get(path, follow=True)
    assert response.status_code in {200, 404}
    assert directives(response["Content-Security-Policy"]) == POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(self), display-capture=(self)" in response["Permissions-Policy"]
    assert "geolocation=()" in response["Permissions-Policy"]
    assert not INLINE.findall(response.content.decode()), path


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_pages_for_anyone(client: Client, path: str) -> None:
    check(client, path)


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_of_a_person(client: Client, alice: User, path: str) -> None:
    client.force_login(alice)
    check(client, path)


@pytest.mark.parametrize("path", ADMIN)
def test_pages_of_the_administration(client: Client, alice: User, path: str) -> None:
    client.force_login(alice)
    check(client, path)


@pytest.mark.django_db
def test_only_https_once_seen(client: Client, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 31536000
    response = client.get("/accounts/login/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "markup",
    ["<script>run()</script>", "<style>a{}</style>", '<p style="color: red">', '<p onclick="run()">'],
)
def test_inline_code_is_found(markup: str) -> None:
    assert INLINE.search(markup)


@pytest.mark.parametrize(
    "markup",
    ['<script src="/a.js"></script>', '<script id="config" type="application/json">', "<p class=once>"],
)
def test_other_markup_is_left_alone(markup: str) -> None:
    assert not INLINE.search(markup)
