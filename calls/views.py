"""The live page, and the person's past calls as JSON. Views translate; calls.history decides."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import contacts
from accounts.views import SignedInRequest, signed_in
from calls import history
from calls.context import basics

URLS = {
    "contacts": "contacts",
    "ask": "contact-ask",
    "history": "history",
    "seen": "history-seen",
    "clear": "history-clear",
    "account": "account_profile",
    "logout": "account_logout",
    "home": "home",
}


@never_cache
@login_required
@require_GET
def home(request: SignedInRequest, call_id: uuid.UUID | None = None) -> HttpResponse:
    """Contacts and call. With a call's id it rejoins that call; whether it may, its socket finds out."""
    return render(request, "home.html", {"config": _config(request, call_id)})


@signed_in
@require_GET
def listing(request: SignedInRequest) -> HttpResponseBase:
    return _history(request)


@signed_in
@require_POST
def seen(request: SignedInRequest) -> HttpResponseBase:
    history.mark_seen(request.user.pk)
    return _history(request)


@signed_in
@require_POST
def delete(request: SignedInRequest, call_id: uuid.UUID) -> HttpResponseBase:
    """Deleting what is not there is no error: another page of the person was faster."""
    history.delete(request.user.pk, call_id)
    return _history(request)


@signed_in
@require_POST
def clear(request: SignedInRequest) -> HttpResponseBase:
    history.clear(request.user.pk)
    return _history(request)


def _history(request: SignedInRequest) -> JsonResponse:
    return JsonResponse(history.history(request.user.pk))


def _config(request: SignedInRequest, call_id: uuid.UUID | None) -> dict[str, Any]:
    return basics(request) | {
        "live": True,
        "site_name": settings.SITE_NAME,
        "urls": {key: reverse(name) for key, name in URLS.items()},
        "people": contacts.listing(request.user),
        "history": history.history(request.user.pk),
        "call": str(call_id) if call_id else None,
        "ring_seconds": settings.RING_SECONDS,
        "echo": settings.ECHO_USERNAME,
    }
