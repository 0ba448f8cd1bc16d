import importlib

from django.apps import AppConfig


class VideocallConfig(AppConfig):
    """The site itself: its template tags and system checks."""

    name = "videocall"

    def ready(self) -> None:
        importlib.import_module("videocall.checks")
