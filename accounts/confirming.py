"""Saying once more who one is, at the provider: for somebody without a password the only way."""

from __future__ import annotations

import time

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import sessions

# What the way to the provider is for, beside allauth's own (AuthProcess).
AGAIN = "again"


def is_possible(user: AbstractBaseUser | AnonymousUser) -> bool:
    return bool(settings.OIDC) and SocialAccount.objects.filter(user=user.pk).exists()


def signed_in_at(sociallogin: SocialLogin | None) -> int:
    """When the person last gave their password there, as far as the provider tells (`auth_time`)."""
    told = getattr(sociallogin, "auth_time", None)
    return min(told, int(time.time())) if isinstance(told, int) else int(time.time())


def back_from_provider(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    """Goes on with what was asked for before, if it is the same person and they were really asked."""
    on = sociallogin.state.get("next") or ""
    if not request.user.is_authenticated or sociallogin.account.user_id != request.user.pk:
        said = _("At %(name)s you are signed in as somebody else.")
    elif time.time() - signed_in_at(sociallogin) > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        said = _("%(name)s did not ask who you are. Sign out there, then try again.")
    else:
        sessions.confirm(request, signed_in_at(sociallogin))
        request.GET = QueryDict(urlencode({"next": on}))
        return resume_request(request) or redirect("account_profile")
    messages.error(request, said % {"name": settings.OIDC.name})
    return redirect("account_profile")
