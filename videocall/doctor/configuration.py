"""The settings: Django's checks and ours, those for production included."""

from __future__ import annotations

from django.conf import settings
from django.core import checks

from videocall.doctor.findings import Finding, Findings, fine, warning, wrong

# What other examinations look at themselves, and closer.
ELSEWHERE = {"videocall.E001", "videocall.W002", "videocall.W003", "videocall.W004"}


def examine() -> Findings:
    if settings.DEBUG:
        yield warning(
            "DEBUG is on: right for trying things on this machine, never on a server that others reach.",
            "DEBUG=0",
        )
    found = checks.run_checks(include_deployment_checks=not settings.DEBUG)
    told = [message for message in found if message.id not in ELSEWHERE and not message.is_silenced()]
    yield from (_finding(message) for message in told)
    if not told:
        yield fine("The settings stand, each by itself and together.")


def _finding(message: checks.CheckMessage) -> Finding:
    serious = message.level >= checks.ERROR
    words = f"{message.msg} ({message.id})"
    return (wrong if serious else warning)(words, message.hint or "manage.py check --deploy says more.")
