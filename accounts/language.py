"""Which language a person reads: the account's, else the browser's cookie, else what the browser asks for.

Django's LocaleMiddleware knows the last two; `follow_account` puts the account before them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def is_ours(code: str) -> bool:
    return code in dict(settings.LANGUAGES)


def of_cookie(request: HttpRequest) -> str:
    """What was chosen in this browser, or ""."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if is_ours(code) else ""


def keep(user: User, code: str) -> None:
    """The person's choice, for all their browsers and their mail."""
    if code and user.language != code:
        user.language = code
        user.save(update_fields=["language"])


def follow_account(get_response: GetResponse) -> GetResponse:
    """Pages in the language that the signed-in person chose, in whatever browser."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        code = getattr(request.user, "language", "")
        if is_ours(code):
            translation.activate(code)
            request.LANGUAGE_CODE = code
        return get_response(request)

    return answer


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps the choice, and leads back to the page it was made on."""
    response = HttpResponseRedirect(_back(request))
    code = request.POST.get("language", "")
    if not is_ours(code):
        return response
    if request.user.is_authenticated:
        keep(request.user, code)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _back(request: HttpRequest) -> str:
    """The page it came from, if that is one of ours."""
    address = request.POST.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(address, allowed_hosts=hosts, require_https=request.is_secure()):
        return address
    return resolve_url(settings.LOGIN_REDIRECT_URL)
