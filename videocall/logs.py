"""How the log is written: lines for people, or one JSON object an event (LOG_FORMAT), with the id of the
request or socket it belongs to, and never with an address, a description, a candidate or a token.

Our own lines say none of those; others' do (uvicorn names each socket's address), and errors quote what they
failed on. So whatever leaves through these formatters is looked through.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

Application = Callable[[Any, Any, Any], Awaitable[None]]

# Of the HTTP request or socket that is being served.
request_id: ContextVar[str] = ContextVar("request_id", default="")

_IPV4 = r"\d{1,3}(?:\.\d{1,3}){3}"
_IPV6 = rf"(?:[0-9A-Fa-f]{{0,4}}:){{2,7}}(?:{_IPV4}|[0-9A-Fa-f]{{0,4}})"
_ADDRESS = re.compile(rf"(?<![\w.:])(?:{_IPV6}|{_IPV4})(?!\w|\.\d)")
_SECRETS = [
    (re.compile(r"candidate:\d.*?(?=\\r|\\n|[\"'\r\n]|$)"), "(candidate)"),
    # A description (RFC 8866), in its own lines or quoted with escapes.
    (re.compile(r"v=0(?:\\+r\\+n|\\+n|\r?\n).*?(?=[\"']|\Z)", re.S), "(description)"),
    (
        re.compile(
            r"(?i)\b((?:__Host-)?(?:session|csrf)|authorization|cookie|csrfmiddlewaretoken|token|resume|"
            r"credential|password|secret)([\"']?\s*[:=]\s*)(?:Bearer\s+)?[\"']?[^\s\"',;}]+"
        ),
        r"\1\2(secret)",
    ),
    (re.compile(r"(?<![\w-])[A-Za-z0-9_-]{40,}(?![\w-])"), "(token)"),
]


def redacted(text: str) -> str:
    """The text without addresses, descriptions, candidates and secrets."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return _ADDRESS.sub(_address, text)


def _address(match: re.Match[str]) -> str:
    """Times and version numbers look alike; where the server itself listens is no secret."""
    try:
        address = ipaddress.ip_address(match[0])
    except ValueError:
        return match[0]
    return match[0] if address.is_loopback or address.is_unspecified else "(address)"


class LineFormatter(logging.Formatter):
    """2026-11-22 19:14:54,123 INFO calls.worker [5f0c1a2b]: …"""

    def format(self, record: logging.LogRecord) -> str:
        record.request = f" [{known}]" if (known := request_id.get()) else ""
        return redacted(super().format(record))


class JsonLines(JsonFormatter):
    """{"time", "level", "logger", "message"}, and `request` and `error` (a traceback) where there are any.

    What libraries hang on a record beside these (Django: the whole request) stays where it is.
    """

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        moment = datetime.fromtimestamp(record.created, UTC)
        log_data["time"] = moment.isoformat(timespec="milliseconds")
        log_data |= {"level": record.levelname, "logger": record.name, "message": redacted(record.message)}
        if known := request_id.get():
            log_data["request"] = known
        if error := message_dict.get("exc_info"):
            log_data["error"] = redacted(str(error))


_WITH_HANDLERS = ("daphne", "django", "django.server", "uvicorn", "uvicorn.error")


def configuration(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING. Daphne and uvicorn have handlers of their own: theirs are taken away.

    DEBUG is for our own modules: on that level libraries print frames, headers and queries.
    """
    through_ours: dict[str, Any] = {"handlers": [], "propagate": True}
    libraries = "INFO" if level == "DEBUG" else level
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"text": _TEXT, "json": _JSON},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": libraries},
        "loggers": {
            **{name: {"level": level} for name in ("accounts", "calls", "videocall")},
            **{name: {"level": libraries} | through_ours for name in _WITH_HANDLERS},
            "aioice": {"level": "WARNING"},  # notes addresses (manage.py doctor uses it)
            "picows": {"level": "WARNING"},  # notes addresses
            "uvicorn.access": {"handlers": [], "propagate": False},  # every line of it is an address
        },
    }


_TEXT = {
    "()": "videocall.logs.LineFormatter",
    "format": "{asctime} {levelname} {name}{request}: {message}",
    "style": "{",
}
_JSON = {"()": "videocall.logs.JsonLines"}


def with_request_id(application: Application) -> Application:
    """The application, each request and socket of which has an id in the log."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] in ("http", "websocket"):
            request_id.set(secrets.token_hex(4))
        await application(scope, receive, send)

    return serve
