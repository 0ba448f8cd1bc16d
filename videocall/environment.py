"""Reads settings from the environment, each with its type; a wrong one stops the start by name.

Every name read here is documented in .env.example; tests/test_settings.py holds the two together.
A message names the setting and the reason, and repeats no value that may hold a password.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import re
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

T = TypeVar("T")

BASE_DIR = Path(__file__).resolve().parent.parent
NAMES: set[str] = set()

# As allauth writes them: how often, in what time, counted by whom.
RATE = re.compile(r"\d+/\d*(\.\d+)?[smhd](/(ip|user|key))?")


def load_file() -> None:
    """Take what is not in the environment from a file: ENV_FILE, or .env beside manage.py if it is there."""
    path = BASE_DIR / text("ENV_FILE", ".env")
    if path.exists():
        environ.Env.read_env(path)
    elif text("ENV_FILE"):
        raise ImproperlyConfigured(f"ENV_FILE: {path} does not exist.")


def of_child(**changed: str) -> dict[str, str]:
    """The environment for a program that we start: ours, with these changes."""
    return os.environ | changed


def _read(name: str, parse: Callable[[str], T], default: T) -> T:
    """The parsed value of a variable; an empty one counts as not set."""
    NAMES.add(name)
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return parse(value)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


def text(name: str, default: str = "") -> str:
    return _read(name, str, default)


def parsed(name: str, parse: Callable[[str], T], default: T) -> T:
    """What one module alone knows to read; `parse` raises ValueError with the reason."""
    return _read(name, parse, default)


def folder(name: str, default: str) -> Path:
    """A folder; a relative one lies beside manage.py."""
    return BASE_DIR / text(name, default)


def flag(name: str, default: bool) -> bool:
    return _read(name, _parse_flag, default)


def _parse_flag(value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError(f"{value!r} is neither 1 nor 0.")


def number(name: str, default: int, least: int = 0, most: int = 10**9) -> int:
    def parse(value: str) -> int:
        if not re.fullmatch(r"-?\d{1,12}", value):
            raise ValueError(f"{value!r} is not a whole number.")
        if not least <= int(value) <= most:
            raise ValueError(f"{value} is not between {least} and {most}.")
        return int(value)

    return _read(name, parse, default)


def one_of(name: str, default: str, *choices: str) -> str:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"{value!r} is none of {', '.join(choices)}.")
        return value

    return _read(name, parse, default)


def time_zone(name: str, default: str) -> str:
    def parse(value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise ValueError(f"{value!r} is no time zone. Give one like Europe/Berlin.")
        return value

    return _read(name, parse, default)


def words(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    return _read(name, _split, default)


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def hosts(name: str, default: list[str]) -> list[str]:
    """A comma-separated list of host names, without scheme, port or path; `.example.org` is all below it."""

    def parse(value: str) -> list[str]:
        for host in _split(value):
            if not re.fullmatch(r"\*|\.?[\w.-]+|\[[0-9A-Fa-f:.]+\]", host):
                raise ValueError(f"{host!r} is no host name. Give it without https://, port and path.")
        return _split(value)

    return _read(name, parse, default)


def origins(name: str) -> list[str]:
    """A comma-separated list of what browsers send as Origin: https://calls.example.org"""

    def parse(value: str) -> list[str]:
        for origin in _split(value):
            if not re.fullmatch(r"https?://(\*\.)?[\w.-]+(:\d+)?|https?://\[[0-9A-Fa-f:.]+\](:\d+)?", origin):
                raise ValueError(f"{origin!r} is not written like https://calls.example.org")
        return _split(value)

    return _read(name, parse, [])


def mailboxes(name: str) -> list[str]:
    """A comma-separated list of e-mail addresses."""

    def parse(value: str) -> list[str]:
        for mailbox in _split(value):
            try:
                validate_email(mailbox)
            except ValidationError:
                raise ValueError(f"{mailbox!r} is not written like calls@example.org") from None
        return _split(value)

    return _read(name, parse, [])


def urls(name: str, *schemes: str) -> list[str]:
    """A comma-separated list of addresses, each beginning with one of the schemes."""

    def parse(value: str) -> list[str]:
        for url in _split(value):
            if not url.startswith(schemes) or url in schemes:
                raise ValueError(f"{url!r} does not begin with {' or '.join(schemes)} and a host.")
        return _split(value)

    return _read(name, parse, [])


def networks(name: str) -> list[str]:
    """A comma-separated list of addresses or networks: 127.0.0.1, 10.0.0.0/8"""

    def parse(value: str) -> list[str]:
        return [str(ipaddress.ip_network(part, strict=False)) for part in _split(value)]

    return _read(name, parse, [])


def rate(name: str, default: str) -> str:
    """How often something may be done, as allauth writes it: `5/m/ip`, `10/h/user,30/d/ip`; 0: no limit."""

    def parse(value: str) -> str:
        if value == "0":
            return ""
        for part in _split(value):
            if not RATE.fullmatch(part):
                raise ValueError(f"{part!r} is not written like 5/m/ip or 30/h/user.")
        return value

    return _read(name, parse, default)


def database(name: str, default: str) -> dict[str, Any]:
    def parse(value: str) -> dict[str, Any]:
        if urlsplit(value).scheme not in {"sqlite", "postgres", "postgresql"}:
            raise ValueError("begins with neither sqlite:/// nor postgres://.")
        return dict(environ.Env.db_url_config(value))

    return _read(name, parse, parse(default))


def file(name: str) -> str:
    """The path of a file that can be read, "" where none is set."""

    def parse(value: str) -> str:
        if not os.access(value, os.R_OK):
            raise ValueError(f"{value} is not there, or cannot be read.")
        return value

    return _read(name, parse, "")


def addresses(name: str, port: int) -> list[tuple[str, int]]:
    """Hosts with ports; `port` where one has none. An IPv6 address stands in brackets."""

    def parse(value: str) -> list[tuple[str, int]]:
        found = [urlsplit(f"//{part}") for part in _split(value)]
        if any(not one.hostname or one.path for one in found):
            raise ValueError("not written like host:port, host:port.")
        return [(str(one.hostname), one.port or port) for one in found]

    return _read(name, parse, [])


def redis(name: str) -> str:
    def parse(value: str) -> str:
        if not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("begins with neither redis://, rediss:// nor unix://.")
        return value

    return _read(name, parse, "")


def email(name: str, default: str) -> dict[str, Any]:
    def parse(value: str) -> dict[str, Any]:
        if value.startswith("smtp") and not urlsplit(value).hostname:
            raise ValueError(
                "names no mail server. Give it like smtp+tls://user:password@mail.example.org:587"
            )
        return dict(environ.Env.email_url_config(value))

    return _read(name, parse, parse(default))


def sentry(name: str) -> str:
    """Where errors go: https://key@host/project. Needs the package sentry-sdk, which is an optional one."""

    def parse(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.username or not parts.path.strip("/").isdigit():
            raise ValueError("not written like https://key@sentry.example.org/1")
        if importlib.util.find_spec("sentry_sdk") is None:
            raise ValueError(
                "the package sentry-sdk is missing: .venv/bin/pip install -r requirements-sentry.txt"
            )
        return value

    return _read(name, parse, "")


def secret(name: str, least: int) -> str:
    """A secret of at least so many characters, "" where none is set."""

    def parse(value: str) -> str:
        if len(value) < least:
            raise ValueError(f"too short, {least} characters at least. Make one: openssl rand -base64 48")
        return value

    return _read(name, parse, "")
