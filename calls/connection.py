"""Checking one's connection without a call: the pages, and the servers to try (docs/decisions/0011)."""

from __future__ import annotations

from typing import Any

import msgspec
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.views import SignedInRequest, signed_in
from calls import ice
from calls.context import basics


@never_cache
@login_required
@require_GET
def page(request: SignedInRequest) -> HttpResponse:
    """*Check my connection*."""
    return render(request, "connection.html", {"config": _config(request)})


@require_GET
def admin_page(request: HttpRequest) -> HttpResponse:
    """*Connection check*, for staff (the admin's own gate lets nobody else in)."""
    context = admin.site.each_context(request) | {
        "title": _("Connection check"),
        "config": _config(request),
        "entry": "js/admin-connection.js",
    }
    return render(request, "admin/connection.html", context)


@signed_in
@require_POST
def servers(request: SignedInRequest) -> HttpResponseBase:
    """iceServers that are good for a check. Staff, who put things right, may check as often as they like."""
    rate = {"check": settings.CONNECTION_CHECK_RATE}
    allowed = request.user.is_staff or ratelimit.consume(request, app="calls", action="check", config=rate)
    if not allowed:
        error = _("That were many checks in a short time. Wait a while, then try again.")
        return JsonResponse({"error": error}, status=429)
    answer = ice.ice_servers_for_check(request.user.pk)
    return JsonResponse({"ice_servers": msgspec.to_builtins(answer.ice_servers), "ttl": answer.ttl})


def _config(request: HttpRequest) -> dict[str, Any]:
    config = basics(request)
    return config | {"urls": config["urls"] | {"servers": reverse("connection-servers")}}
