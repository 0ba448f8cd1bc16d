"""The site as an app of one's own on phone and desktop: manifest, service worker, the page shown offline.

None of the three says anything of a person: browsers keep them (docs/decisions/0016).
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from videocall.staticfiles import HashedStaticFilesStorage

WORKER = "worker.js"
# What the offline page shows; every other file is kept when a page first asks for it.
SHELL = ("css/tokens.css", "css/reset.css", "css/base.css", "css/offline.css", "img/favicon.svg")
# The manifest knows one scheme; each page names both (templates/base.html).
GROUND = "#f4f6f6"

asked_again = cache_control(no_cache=True)


@require_safe
@asked_again
def manifest(request: HttpRequest) -> JsonResponse:
    """As W3C's Web Application Manifest has it."""
    return JsonResponse(
        {
            "id": "/",
            "name": settings.SITE_NAME,
            "short_name": settings.SITE_NAME,
            "lang": get_language(),
            "dir": "rtl" if get_language_bidi() else "ltr",
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "background_color": GROUND,
            "theme_color": GROUND,
            "icons": [
                _icon("icon-192.png", 192, "any"),
                _icon("icon-512.png", 512, "any"),
                _icon("icon-maskable-512.png", 512, "maskable"),
            ],
        },
        content_type="application/manifest+json",
    )


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"img/{name}"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@require_safe
@asked_again
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that all of the site is its scope; before it what it has to know."""
    shell = {
        "version": _version(),
        "statics": _storage().base_url,
        "files": [static(name) for name in SHELL],
        "offline": reverse("offline"),
        "home": reverse("home"),
    }
    source = f"const SHELL = {json.dumps(shell)};\n{_source()}"
    return HttpResponse(source, content_type="text/javascript; charset=utf-8")


@require_safe
@asked_again
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker where a page cannot be had."""
    return HttpResponse(_offline())


def _version() -> str:
    """Another one with every change of a static file or of the offline page."""
    with override("en"):
        page = hashlib.sha256(_offline().encode())
    return f"{_storage().manifest_hash}-{page.hexdigest()[:8]}"


def _offline() -> str:
    # Without the request: nothing of whoever asks gets into it.
    return render_to_string("offline.html", {"site_name": settings.SITE_NAME})


@cache  # collected files stay as they are while the process lives
def _source() -> str:
    storage = _storage()
    return Path(storage.path(storage.stored_name(WORKER))).read_text(encoding="utf-8")


def _storage() -> HashedStaticFilesStorage:
    return cast(HashedStaticFilesStorage, staticfiles_storage)
