"""What happened to accounts, in the log: who got in and who did not, and what changed about how one gets in.

People go by a pseudonym, the same one each time, that only this site's secret key makes of a name: `manage.py
pseudonym NAME` tells it, so that an operator finds somebody's lines, and nobody finds a name in them.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_step
from allauth.socialaccount import signals as provider
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal, receiver
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

_SAID: dict[Signal, str] = {
    user_logged_in: "Signed in",
    user_logged_out: "Signed out",
    account.password_changed: "Password changed",
    account.password_set: "Password set",
    account.password_reset: "Password reset by mail",
    account.email_changed: "Email address changed",
    second_step.authenticator_added: "Second step added",
    second_step.authenticator_removed: "Second step removed",
    second_step.authenticator_reset: "Recovery codes made anew",
    provider.social_account_added: "Sign-in by the provider connected",
    provider.social_account_removed: "Sign-in by the provider disconnected",
}


def pseudonym(name: str) -> str:
    """Sixteen hexadecimal digits for a username, or for what was typed as one."""
    return salted_hmac("accounts.security_log", name.strip().lower(), algorithm="sha256").hexdigest()[:16]


@receiver(list(_SAID))
def _happened(signal: Signal, user: Any = None, authenticator: Any = None, **said: Any) -> None:
    kind = f" ({authenticator.type})" if authenticator else ""
    connection = said.get("sociallogin") or said.get("socialaccount")
    user = user or getattr(connection, "user", None)
    if user is not None:
        logger.info("%s%s: %s", _SAID[signal], kind, pseudonym(user.get_username()))


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], **_: Any) -> None:
    typed = credentials.get("username") or credentials.get("email") or ""
    logger.warning("Sign-in failed: %s", pseudonym(str(typed)))
