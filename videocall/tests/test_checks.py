"""`manage.py check` names what does not go together."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import override_settings

SOUND: dict[str, Any] = {
    "WORKERS": 1,
    "REDIS_URL": "",
    "HTTPS": True,
    "TRUSTED_PROXIES": ["127.0.0.1/32"],
    "TURN_URLS": ["turn:turn.example.org"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


def found(engine: str = "sqlite3", **changed: object) -> set[str | None]:
    """Our own checks' ids with these settings."""
    database = mock.patch.dict(settings.DATABASES["default"], ENGINE=f"django.db.backends.{engine}")
    with database, override_settings(**SOUND | changed):
        messages = run_checks(include_deployment_checks=True)
    return {message.id for message in messages if message.id and message.id.startswith("videocall.")}


def test_sound_settings_pass() -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"WORKERS": 4}, "videocall.E001"),
        ({"TRUSTED_PROXIES": []}, "videocall.W001"),
        ({"TURN_URLS": []}, "videocall.W002"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "videocall.W003"),
        ({"REDIS_URL": "redis://127.0.0.1"}, "videocall.W004"),
    ],
)
def test_what_does_not_go_together_is_named(changed: dict[str, Any], expected: str) -> None:
    assert found(**changed) == {expected}


def test_several_processes_are_fine_with_redis_and_postgresql() -> None:
    assert found("postgresql", WORKERS=4, REDIS_URL="redis://127.0.0.1") == set()
