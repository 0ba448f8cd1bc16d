"""Reads settings from the environment, each with its type; a wrong one stops the start by name.

Every name read here is documented in .env.example; tests/test_settings.py holds the two together.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import environ
from allauth.core.internal.ratelimit import parse_rates
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

BASE_DIR = Path(__file__).resolve().parent.parent
NAMES: set[str] = set()


def _read(name: str, parse: Callable[[str], T], default: T) -> T:
    """The parsed value of a variable; an empty one counts as not set."""
    NAMES.add(name)
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return parse(text)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


def text(name: str, default: str = "") -> str:
    return _read(name, str, default)


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
        try:
            parsed = int(value)
        except ValueError:
            raise ValueError(f"{value!r} is not a whole number.") from None
        if not least <= parsed <= most:
            raise ValueError(f"{parsed} is not between {least} and {most}.")
        return parsed

    return _read(name, parse, default)


def one_of(name: str, default: str, *choices: str) -> str:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"{value!r} is none of {', '.join(choices)}.")
        return value

    return _read(name, parse, default)


def words(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    return _read(name, _split, default)


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def urls(name: str, *schemes: str) -> list[str]:
    """A comma-separated list of addresses, each beginning with one of the schemes."""

    def parse(value: str) -> list[str]:
        for url in _split(value):
            if not url.startswith(schemes):
                raise ValueError(f"{url!r} does not begin with {' or '.join(schemes)}.")
        return _split(value)

    return _read(name, parse, [])


def networks(name: str) -> list[str]:
    """A comma-separated list of addresses or networks (10.0.0.0/8)."""

    def parse(value: str) -> list[str]:
        for part in _split(value):
            ipaddress.ip_network(part, strict=False)
        return _split(value)

    return _read(name, parse, [])


def rate(name: str, default: str) -> str:
    """How often something may be done, as allauth writes it: `5/m/ip`, `10/h/user,30/d/ip`; 0 for no limit."""

    def parse(value: str) -> str:
        if value == "0":
            return ""
        parse_rates(value)
        return value

    return _read(name, parse, default)


def database(name: str, default: str) -> dict[str, Any]:
    def parse(value: str) -> dict[str, Any]:
        config = environ.Env.db_url_config(value)
        if config.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
            raise ValueError("begins with neither sqlite:/// nor postgres://.")
        return dict(config)

    return _read(name, parse, parse(default))


def email(name: str, default: str) -> dict[str, Any]:
    return _read(name, lambda value: dict(environ.Env.email_url_config(value)), environ.Env.email_url_config(default))


def secret_key(debug: bool, data_dir: Path) -> str:
    """SECRET_KEY; in development one that the first start makes and keeps in a private file."""
    value = text("SECRET_KEY")
    if value:
        return value
    if not debug:
        raise ImproperlyConfigured("SECRET_KEY: not set. Make one with `openssl rand -base64 48`, and keep it secret.")
    return _kept_key(data_dir / "secret_key")


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
