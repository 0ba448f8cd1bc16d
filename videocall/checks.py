"""Combinations of settings that stand each by itself, and not together (manage.py check)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register


@register(Tags.compatibility)
def processes_reach_each_other(**_: Any) -> Iterable[CheckMessage]:
    if settings.WORKERS > 1 and not settings.REDIS_URL:
        yield checks.Error(
            f"WEB_CONCURRENCY asks for {settings.WORKERS} processes, but without REDIS_URL they cannot reach "
            "each other's sockets.",
            hint="Set REDIS_URL, or run one process.",
            id="videocall.E001",
        )


@register(Tags.security, deploy=True)
def https_is_recognised(**_: Any) -> Iterable[CheckMessage]:
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        yield checks.Warning(
            "HTTPS is on and no proxy is trusted: behind a proxy every page would be redirected to itself.",
            hint="Set TRUSTED_PROXIES to the proxy's address, 127.0.0.1 when it runs on this machine.",
            id="videocall.W001",
        )


@register(deploy=True)
def calls_get_through(**_: Any) -> Iterable[CheckMessage]:
    if not settings.TURN_URLS:
        yield checks.Warning(
            "No TURN server is set: calls fail between people whose networks keep them from each other.",
            hint="Set up coturn (docs/deployment.md), then TURN_URLS and TURN_SECRET.",
            id="videocall.W002",
        )


@register(deploy=True)
def mail_arrives(**_: Any) -> Iterable[CheckMessage]:
    if settings.EMAIL_BACKEND.endswith(".console.EmailBackend"):
        yield checks.Warning(
            "No mail server is set: people who forget their password get no mail.",
            hint="Set EMAIL_URL.",
            id="videocall.W003",
        )


@register(deploy=True)
def several_processes_have_one_database(**_: Any) -> Iterable[CheckMessage]:
    if settings.REDIS_URL and settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield checks.Warning(
            "REDIS_URL is set for several processes, but they would share one SQLite file.",
            hint="Set DATABASE_URL to a PostgreSQL database.",
            id="videocall.W004",
        )
