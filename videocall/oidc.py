"""The provider of OpenID Connect where people of a company or school sign in, if the operator names one
(docs/decisions/0025). Nothing is asked of it at the start."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from videocall import environment

GIVE_ADDRESS = "Give the provider's address."
GIVE_CLIENT = "Make a confidential client at the provider, and give what it shows for it."


class Provider(NamedTuple):
    """False where there is none."""

    issuer: str  # its address, without a slash at the end; "" where there is none
    client_id: str
    client_secret: str
    name: str  # on the button
    signup: bool  # whoever has an account there gets one here, whatever SIGNUP says
    trust_email: bool  # an address that it calls verified is

    @property
    def key(self) -> str:
        """What stands for it in the database (allauth's provider_id). Its people go by issuer, too."""
        return "oidc"

    def __bool__(self) -> bool:
        return bool(self.issuer)


def provider(development: bool) -> Provider:
    """What the environment says. Raises ImproperlyConfigured for half of a provider."""
    issuer = environment.parsed("OIDC_ISSUER", _issuer(development), "")
    client_id = environment.text("OIDC_CLIENT_ID")
    client_secret = environment.secret("OIDC_CLIENT_SECRET", least=1)
    name = environment.text("OIDC_NAME")
    signup = environment.flag("OIDC_SIGNUP", True)
    trust_email = environment.flag("OIDC_TRUST_EMAIL", False)
    for other, value in (("OIDC_CLIENT_ID", client_id), ("OIDC_CLIENT_SECRET", client_secret)):
        if value and not issuer:
            raise ImproperlyConfigured(f"OIDC_ISSUER: not set, though {other} is. {GIVE_ADDRESS}")
        if issuer and not value:
            raise ImproperlyConfigured(f"{other}: not set, though OIDC_ISSUER is. {GIVE_CLIENT}")
    name = name or str(urlsplit(issuer).hostname or "")
    return Provider(issuer, client_id, client_secret, name, bool(issuer) and signup, trust_email)


def _issuer(development: bool) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if "/.well-known/" in value:
            raise ValueError("give the address before /.well-known/ only.")
        try:
            parts = urlsplit(value)
            plain = bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment)
        except ValueError:
            plain = False
        if not plain or parts.scheme not in {"http", "https"} or parts.username:
            raise ValueError("not written like https://login.example.org/realms/school")
        if parts.scheme == "http" and not (development or _is_here(str(parts.hostname))):
            raise ValueError("begins with http://, so that anybody on the way could sign in. Give https://")
        return value.rstrip("/")

    return parse


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def apps(one: Provider) -> list[str]:
    """What is loaded for it, and nothing without: it brings an HTTP client."""
    return ["allauth.socialaccount.providers.openid_connect"] if one else []


def for_allauth(one: Provider) -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS."""
    if not one:
        return {}
    app = {
        "provider_id": one.key,
        "name": one.name,
        "client_id": one.client_id,
        "secret": one.client_secret,
        "settings": {
            "server_url": one.issuer,
            "oauth_pkce_enabled": True,
            "email_authentication": one.trust_email,
        },
    }
    return {"openid_connect": {"provider_class": "accounts.oidc.Provider", "APPS": [app]}}
