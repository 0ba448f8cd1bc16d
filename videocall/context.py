"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.SITE_NAME,
        "signup_open": settings.SIGNUP == "open",
        "oidc": settings.OIDC,
        "signup_closed": settings.SIGNUP == "closed",
    }
