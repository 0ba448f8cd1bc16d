"""Which pages may open a socket: the site's own, and those of CSRF_TRUSTED_ORIGINS.

A browser sends cookies along to a WebSocket whatever page opens it, so the Origin header is what keeps
other sites' pages out (RFC 6455, section 10.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def refusal(scope: Mapping[str, Any]) -> str:
    """Why this handshake is refused, with what the operator can do about it; empty when it is not."""
    host, origin = _header(scope, b"host"), _header(scope, b"origin")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return f"the host {host!r} is not in ALLOWED_HOSTS."
    own = f"{'https' if scope.get('scheme') == 'wss' else 'http'}://{host}"
    if origin and origin.lower() in {own.lower(), *settings.CSRF_TRUSTED_ORIGINS}:
        return ""
    return (
        f"the page's origin is {origin or 'missing'!r}, the site's own is {own!r}. If that page is this "
        "site's, add its origin to CSRF_TRUSTED_ORIGINS; behind a proxy that ends TLS, name the proxy in "
        "TRUSTED_PROXIES and let it send X-Forwarded-Proto and the Host it was asked for."
    )


def _header(scope: Mapping[str, Any], wanted: bytes) -> str:
    values = [value.decode("latin1") for name, value in scope["headers"] if name.lower() == wanted]
    return values[0] if len(values) == 1 else ""
