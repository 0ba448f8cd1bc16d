"""What every signed-in page's scripts are told (`{{ config|json_script:"config" }}` in the templates)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse

SOCKET_PATH = "/ws/"


def page_config(request: HttpRequest) -> dict[str, Any]:
    """`config` for pages that show an incoming call; the live page's own (calls/views.py) takes its place."""
    return {"config": basics(request)} if request.user.is_authenticated else {}


def basics(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    if not user.is_authenticated:
        raise ValueError("Only signed-in pages have a config.")
    return {
        "csrf": get_token(request),
        "user": {"username": user.username, "name": user.name, "picture": user.picture_path},
        "socket_path": SOCKET_PATH,
        "urls": {"home": reverse("home")},
        "live": False,
    }
