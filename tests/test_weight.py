"""What a first visit to the page of calls weighs, compressed as https browsers get it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User

# Scripts, styles and pictures that the page names; what is loaded on use (dynamic imports) is not among them.
# Nor is the icon that iOS fetches when the site is put on the home screen, and nobody before.
NAMED = re.compile(r"""(?<!rel="apple-touch-icon" )(?:href|src)="(/static/[^"#]+)""")
# What stands in it is fetched when it is taken out: the chat's style, with the first message.
TEMPLATE = re.compile(r"<template.*?</template>", re.DOTALL)
AT_MOST = 100_000  # bytes


def fetched_with(page: str) -> set[str]:
    """The addresses of the static files that browsers fetch with a page."""
    return set(NAMED.findall(TEMPLATE.sub("", page)))


def weight_of(address: str) -> int:
    """Bytes of a static file on the way."""
    path = Path(settings.STATIC_ROOT, address.removeprefix("/static/"))
    packed = path.with_name(f"{path.name}.br")
    return (packed if packed.exists() else path).stat().st_size


@pytest.mark.django_db
def test_the_first_visit_is_light(client: Client) -> None:
    client.force_login(User.objects.create_user("alice", "alice@example.org", "a quiet blue green kettle"))
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    files = fetched_with(gzip.decompress(page.content).decode())
    scripts = [file for file in files if file.endswith(".js")]
    assert len(scripts) > 50
    weight = sum(map(weight_of, files)) + len(page.content)
    assert weight < AT_MOST


def test_comments_stay_here() -> None:
    peers = Path(settings.STATIC_ROOT, "js").glob("peer.*.js")
    assert all("/**" not in path.read_text() for path in peers)
    packed = next(Path(settings.STATIC_ROOT, "js").glob("peer.*.js.br"))
    assert brotli.decompress(packed.read_bytes()) == packed.with_suffix("").read_bytes()
