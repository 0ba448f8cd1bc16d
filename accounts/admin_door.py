"""The administration opens only to those with a second step at sign-in, if ADMIN_TWO_FACTOR asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.two_factor import has_second_step

Permission = Callable[[HttpRequest], bool]
View = Callable[..., HttpResponseBase]


def opens(has_permission: Permission) -> Permission:
    """Stands in for AdminSite.has_permission."""

    @wraps(has_permission)
    def may_enter(request: HttpRequest) -> bool:
        return has_permission(request) and not _lacks_second_step(request)

    return may_enter


def leads_to_second_step(login: View) -> View:
    """Stands in for AdminSite.login, which is where those come who may not enter."""

    @wraps(login)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _lacks_second_step(request):
            return login(request, *args, **kwargs)
        said = _(
            "To run this site you need a second step at sign-in, so that a stolen password opens nothing. "
            "Set up an authenticator app or a passkey here, then open the administration again."
        )
        messages.warning(request, said)
        return redirect("mfa_index")

    return view


def _lacks_second_step(request: HttpRequest) -> bool:
    asked: bool = settings.ADMIN_TWO_FACTOR and request.user.is_authenticated and request.user.is_staff
    return asked and not has_second_step(request.user)
