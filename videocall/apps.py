import importlib

from django.apps import AppConfig
from django.conf import settings

from videocall.sentry import send_errors_to


class VideocallConfig(AppConfig):
    """The site itself: its template tags and system checks."""

    name = "videocall"

    def ready(self) -> None:
        importlib.import_module("videocall.checks")
        if settings.SENTRY_DSN:
            send_errors_to(settings.SENTRY_DSN)
