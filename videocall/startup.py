"""How every program of the site begins: with settings that stand, or a sentence that says which does not."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def load_settings() -> None:
    """Read the settings; a missing or wrong one ends the program with its name and the reason."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "videocall.settings")
    try:
        bool(settings.DEBUG)  # the first look at any setting reads them all
    except ImproperlyConfigured as error:
        raise SystemExit(f"The settings do not stand. {error}") from None
