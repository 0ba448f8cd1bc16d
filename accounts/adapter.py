"""How allauth signs people up here, and how its mail leaves."""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sites.shortcuts import get_current_site
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import confirming, invitations, sessions
from accounts.models import username_validator

logger = logging.getLogger(__name__)

# Other ways to say once more who one is, as links.
WAYS = {
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use a code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}
username_validators = [username_validator]


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_taken": gettext_lazy("This username is taken. Choose another one."),
        "username_password_mismatch": gettext_lazy("That username and password do not go together."),
        "email_password_mismatch": gettext_lazy("That email address and password do not go together."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait a few minutes and try again."),
        "email_taken": gettext_lazy("There is an account with this email address already."),
        "enter_current_password": gettext_lazy("That is not your current password."),
        "incorrect_password": gettext_lazy("That is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP == "open" or invitations.of(request) is not None

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Before a sensitive change. Signing in a moment ago is as good as saying once more who one is."""
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        if not required or self._confirmed_recently():
            return False
        if [way["id"] for way in self.get_reauthentication_methods(self.request.user)] == ["oidc_again"]:
            raise ReauthenticationRequired  # who has neither password nor second step, allauth does not ask
        return True

    def _confirmed_recently(self) -> bool:
        return time.time() - sessions.confirmed_at(self.request) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if confirming.is_possible(user):
            said = _("Use %(name)s") % {"name": settings.OIDC.name}
            methods.append({"id": "oidc_again", "description": said, "url": reverse("oidc_again")})
        return [method | {"description": WAYS.get(method["id"], method["description"])} for method in methods]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_profile")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """With the person the mail is about, who need not be the one signed in."""
        super().send_notification_mail(template_prefix, user, {"user": user} | (context or {}), email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send after the commit: a slow mail server must not hold up other people's transactions."""
        request = allauth_context.request
        known = {"request": request, "email": email, "current_site": get_current_site(request)}
        person = context.get("user")
        with translation.override(getattr(person, "language", "") or translation.get_language()):
            message = self.render_mail(template_prefix, email, known | context)
        transaction.on_commit(lambda: self._send(message, request))

    def _send(self, message: EmailMessage, request: HttpRequest) -> None:
        """A mail server that is down must not undo what was done: say so, and go on."""
        try:
            message.send()
        except OSError:  # smtplib.SMTPException is one
            logger.exception("Mail could not be sent. Check EMAIL_URL.")
            messages.error(request, _("We could not send you an email just now. Try again in a few minutes."))
