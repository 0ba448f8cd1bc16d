"""The contact list as JSON, for the live page. Views translate; accounts.contacts decides."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts import contacts, pictures
from accounts.models import User

View = Callable[..., HttpResponseBase]
Service = Callable[[User, str], str]


class SignedInRequest(HttpRequest):
    user: User


def signed_in(view: View) -> View:
    """Answers 401 as JSON where a page would be sent to the sign-in form."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"error": _("You are signed out. Sign in again.")}, status=401)
        return view(request, *args, **kwargs)

    return never_cache(checked)


def asked_again(view: View, unless: Callable[[SignedInRequest], bool] = lambda request: False) -> View:
    """Before a sensitive change: who signed in long ago says once more who they are."""
    return cast(View, reauthentication_required(view, enabled=lambda request: not unless(request)))


@signed_in
@require_GET
def listing(request: SignedInRequest) -> HttpResponseBase:
    return JsonResponse(contacts.listing(request.user))


@signed_in
@require_POST
def ask(request: SignedInRequest) -> HttpResponseBase:
    rate = {"ask": settings.CONTACT_REQUEST_RATE}
    if not ratelimit.consume(request, app="accounts", action="ask", config=rate):
        error = _("That were many requests in a short time. Wait a while, then try again.")
        return JsonResponse({"error": error}, status=429)
    username = _username(request.body)
    if username is None:
        return JsonResponse({"error": _("Say whom to ask.")}, status=400)
    return _answer(contacts.ask, request.user, username)


@require_safe
def picture(request: SignedInRequest, username: str, version: str) -> HttpResponseBase:
    """Somebody's picture. Another one has another address, so browsers need never ask again."""
    known = request.user.is_authenticated
    image = pictures.seen_by(request.user, username, version) if known else None
    if image is None:
        raise Http404
    kept = {"Cache-Control": "private, max-age=31536000, immutable"}
    return HttpResponse(image, content_type="image/webp", headers=kept)


def change(service: Service) -> View:
    """The view that lets one person do something about another."""

    @signed_in
    @require_POST
    def view(request: SignedInRequest, username: str) -> HttpResponseBase:
        return _answer(service, request.user, username)

    return view


def _answer(service: Service, user: User, username: str) -> JsonResponse:
    try:
        message = service(user, username)
    except contacts.Refused as refused:
        return JsonResponse({"error": refused.message}, status=400)
    return JsonResponse({"message": message, "people": contacts.listing(user)})


def _username(body: bytes) -> str | None:
    """The name in {"username": …}."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    username = data.get("username") if isinstance(data, dict) else None
    return username if isinstance(username, str) else None
