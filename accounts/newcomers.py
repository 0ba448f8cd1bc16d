"""Who comes from the OpenID Connect provider: into their account, to a new one, or to a page that says why
not (docs/decisions/0025)."""

from __future__ import annotations

import logging
import re
import unicodedata
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import forms as allauth_forms
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import confirming, invitations
from accounts.forms import PlainFields, describe_username
from accounts.models import User
from accounts.names import clean_display_name

logger = logging.getLogger(__name__)

NOT_IN_A_USERNAME = re.compile(r"[^A-Za-z0-9._-]+")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": gettext_lazy("Set a password first: without one you could not sign in any more."),
        "no_verified_email": gettext_lazy("Confirm your email address first."),
    }

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The provider said who it is; nothing has been done about it yet. Its tokens have served: what waits
        for a username or a second step lies in the session, and they shall not."""
        sociallogin.token = None
        process = sociallogin.state.get("process")
        if process == confirming.AGAIN:
            raise ImmediateHttpResponse(confirming.back_from_provider(request, sociallogin))
        address = sociallogin.user.email
        if process == AuthProcess.LOGIN and not sociallogin.is_existing and filter_users_by_email(address):
            context = {"address": address}
            raise ImmediateHttpResponse(render(request, "socialaccount/address_taken.html", context))

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Only where OIDC_TRUST_EMAIL is set, and only where the address is confirmed here too: else somebody
        might have signed up with it beforehand, and wait with a passkey. Never an operator's account."""
        found = super().authenticate_by_email(sociallogin)
        if found is None or found[0].is_staff:
            return None
        confirmed = EmailAddress.objects.filter(user=found[0], email__iexact=found[1], verified=True)
        return found if confirmed.exists() else None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return settings.OIDC.signup or super().is_open_for_signup(request, sociallogin)

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Without a question, where the name they have there is good and free here. It never changes."""
        try:
            get_account_adapter().clean_username(sociallogin.user.username)
        except ValidationError:
            return False
        return bool(super().is_auto_signup_allowed(request, sociallogin))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = sociallogin.user
        user.username = data.get("username", "").partition("@")[0]
        user.display_name = clean_display_name(data.get("name", ""))[:60]
        user.email = data.get("email") or ""
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, str]:
        user: User = sociallogin.user
        ascii_only = unicodedata.normalize("NFKD", user.username).encode("ascii", "ignore").decode()
        suggestion = NOT_IN_A_USERNAME.sub("-", ascii_only).strip("._-")[:30]
        return {"username": suggestion, "email": user.email}

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """The account, its address, its connection and what an invitation brings, or nothing."""
        needed = settings.SIGNUP != "open" and not settings.OIDC.signup
        try:
            with transaction.atomic():
                user: User = super().save_user(request, sociallogin, form)
                invitations.redeem(request, user, needed=needed)
        except invitations.Gone:
            raise ImmediateHttpResponse(render(request, "account/signup_closed.html")) from None
        except IntegrityError:  # the name was taken meanwhile, or another page of theirs was quicker
            messages.error(request, _("That did not work just now. Try again."))
            raise ImmediateHttpResponse(redirect("account_login")) from None
        return user

    def validate_disconnect(self, account: SocialAccount, accounts: Any) -> None:
        """Nothing beside what allauth asks for: a password, where it is the last connection."""

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str = AuthError.UNKNOWN,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Why there is no answer to believe: in the log for the operator, in `trouble` for the page."""
        context = extra_context if extra_context is not None else {}
        state = context.get("state")
        if error == AuthError.CANCELLED:
            said = _("You came back from %(name)s without signing in.") % {"name": provider.name}
            messages.info(request, said)
            raise ImmediateHttpResponse(redirect(_where_it_began(state)))
        context["trouble"] = _trouble(exception, state)
        context["began_at"] = _where_it_began(state)
        cause = str(exception or request.GET.get("error", ""))[:300]
        logger.warning("No sign-in by %s, %s: %r", provider.name, context["trouble"], cause)


def _where_it_began(state: dict[str, Any] | None) -> str:
    signed_in = state and state.get("process") != AuthProcess.LOGIN
    return "socialaccount_connections" if signed_in else "account_login"


def _trouble(exception: Exception | None, state: dict[str, Any] | None) -> str:
    if isinstance(exception, OSError):  # requests.RequestException is one
        return "unreachable"
    if exception:
        return "misunderstood"
    return "refused" if state else "lost"


class SignupForm(PlainFields, allauth_forms.SignupForm):
    """What the provider did not say, or said in a way that is no name here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_username(self)
        self.fields["email"].disabled = bool(self.sociallogin.user.email)
