"""The whole examination, subject by subject, in the order in which one thing rests on another."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from django.conf import settings

from videocall.doctor import (
    clocks,
    configuration,
    database,
    mail,
    processes,
    redis_server,
    reflection,
    relays,
    site,
    static_files,
)
from videocall.doctor.findings import Finding, Findings, wrong
from videocall.doctor.public_address import Address

logger = logging.getLogger(__name__)


class Subject(NamedTuple):
    title: str
    findings: list[Finding]


def examine(address: Address | None, send_mail_to: str = "") -> Iterator[Subject]:
    """Each subject as soon as it is looked at."""
    parts: dict[str, Callable[[], Findings]] = {
        "Settings": configuration.examine,
        "Database": database.examine,
        "Redis": redis_server.examine,
        "Static files": static_files.examine,
        "Site": partial(site.examine, address),
        # After the site was asked for a socket: with its first one a process takes its lease.
        "Server processes": processes.examine,
        "Time": partial(clocks.examine, address),
        "Mail": partial(mail.examine, send_mail_to),
        "STUN": reflection.examine,
        "TURN": relays.examine,
    }
    if settings.OIDC:
        parts["Sign-in provider"] = _provider()
    for title, part in parts.items():
        yield Subject(title, _all_of(title, part))


def _provider() -> Callable[[], Findings]:
    """It brings an HTTP client, which sites without a provider do not load."""
    from videocall.doctor import sign_in_provider

    return sign_in_provider.examine


def _all_of(title: str, part: Callable[[], Findings]) -> list[Finding]:
    try:
        return list(part())
    except Exception as error:
        # One examination that fails must not hide the others.
        logger.exception("The examination of %s failed.", title)
        fix = "Report it, with the lines above."
        return [wrong(f"This could not be examined ({type(error).__name__}).", fix)]
