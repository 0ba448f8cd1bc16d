"""What is believed of an OpenID Connect provider's word. allauth speaks the protocol; here is what it leaves
out.

Loaded only where OIDC_ISSUER is set. The words are those of OpenID Connect Core 1.0.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")
# Of all that a provider tells, what is kept: to name the account to its person, and to its operator.
KEPT = ("iss", "sub", "email")


class NotBelieved(ProviderException):
    """The provider's answer is not what OpenID Connect asks for. The message is for the operator's log."""


class Conversation(OpenIDConnectOAuth2Adapter):
    """One exchange with the provider; it is asked for its addresses anew each time."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Raises NotBelieved, or requests.RequestException where it does not answer."""
        try:
            found: dict[str, Any] = super().openid_config
        except (AttributeError, ValueError) as error:
            raise NotBelieved("what lies at /.well-known/openid-configuration is no configuration") from error
        check(found)
        return found


def check(found: dict[str, Any]) -> None:
    """Discovery 1.0, 4.3: it must be the issuer that was asked for. And nothing by http after https. Raises
    NotBelieved."""
    if str(found.get("issuer")).rstrip("/") != settings.OIDC.issuer:
        raise NotBelieved(f"it calls itself {found.get('issuer')!r}, OIDC_ISSUER is {settings.OIDC.issuer!r}")
    scheme = settings.OIDC.issuer.partition("://")[0]
    for name in ENDPOINTS:
        if not str(found.get(name)).startswith(("https://", f"{scheme}://")):
            raise NotBelieved(f"its {name} is {found.get(name)!r}")


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Conversation

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> SocialLogin:
        login = super().sociallogin_from_response(request, response)
        login.auth_time = _claims(response).get("auth_time")
        return login

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Core 5.7: nothing but issuer and subject together tells people apart. Hashed, because allauth has
        room for 191 characters; the subject alone may have 255."""
        claims = _claims(data)
        return sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        claims = _claims(data)
        return {name: claims[name] for name in KEPT if name in claims}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        claims = _claims(data)
        wanted = {"email": "email", "name": "name", "username": "preferred_username"}
        return {ours: _text(claims.get(theirs)) for ours, theirs in wanted.items()}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Verified is what the provider says is (true, and not a word), if the operator trusts it there."""
        claims = _claims(data)
        email = _text(claims.get("email"))
        verified = settings.OIDC.trust_email and claims.get("email_verified") is True
        return [EmailAddress(email=email, verified=verified, primary=True)] if email else []


def _claims(data: dict[str, Any]) -> dict[str, Any]:
    """All that is said of the person. The ID token says who it is; allauth has checked its issuer, audience
    and age. Core 5.3.2: what the userinfo endpoint adds must be about the same subject."""
    token, userinfo = data.get("id_token"), data.get("userinfo")
    if not isinstance(token, dict) or not isinstance(userinfo, dict):
        raise NotBelieved("an ID token or the user's information is missing")
    if not _text(token.get("sub")) or userinfo.get("sub") != token["sub"]:
        raise NotBelieved("the ID token and the user's information are about different people")
    return userinfo | token


def _text(claim: Any) -> str:
    return claim if isinstance(claim, str) else ""
