"""What browsers keep to install the site: the same for everyone, without a word about a person."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from videocall import install

ADDRESSES = ["/manifest.webmanifest", "/worker.js", "/offline/"]


def shell(client: Client) -> dict[str, object]:
    """What the worker is told."""
    found = re.match(r"const SHELL = (\{.*\});\n", client.get("/worker.js").content.decode())
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


def test_the_manifest_makes_an_app_of_the_site(client: Client, settings: Settings) -> None:
    settings.SITE_NAME = "Calls at home"
    response = client.get("/manifest.webmanifest")
    manifest = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["display"]) == ("Calls at home", "standalone")
    assert (manifest["start_url"], manifest["scope"]) == ("/", "/")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_its_icons_are_as_large_as_it_says(client: Client) -> None:
    for icon in client.get("/manifest.webmanifest").json()["icons"]:
        name = re.sub(r"\.[0-9a-f]{8}\.", ".", icon["src"].removeprefix("/static/"))
        head = Path(str(finders.find(name))).read_bytes()[:24]
        width, height = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
        assert icon["sizes"] == f"{width}x{height}", name


def test_the_manifest_speaks_the_readers_language(client: Client) -> None:
    manifest = client.get("/manifest.webmanifest", headers={"Accept-Language": "ar"}).json()
    assert (manifest["lang"], manifest["dir"]) == ("ar", "rtl")


def test_the_worker_serves_the_whole_site(client: Client) -> None:
    response = client.get("/worker.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in response["Cache-Control"]
    assert b'addEventListener("notificationclick"' in response.content
    files = shell(client)["files"]
    assert isinstance(files, list)
    assert all(re.fullmatch(r"/static/.+\.[0-9a-f]{8}\.\w+", name) for name in files)


def test_a_page_that_is_shown_offline_needs_nothing_but_what_is_kept(client: Client) -> None:
    needed = re.findall(r'(?:href|src)="(/[^"]+)"', client.get("/offline/").content.decode())
    assert set(needed) == set(shell(client)["files"])  # type: ignore[call-overload]


def test_another_version_of_the_site_is_another_worker(client: Client, settings: Settings) -> None:
    first = shell(client)["version"]
    assert first == shell(client)["version"]
    settings.SITE_NAME = "Another name"
    second = shell(client)["version"]
    assert second != first
    storage = install._storage()
    before, storage.manifest_hash = storage.manifest_hash, "0123456789ab"
    try:
        assert str(shell(client)["version"]).startswith("0123456789ab")
    finally:
        storage.manifest_hash = before


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_they_are_the_same_for_everybody(client: Client, address: str) -> None:
    stranger = client.get(address)
    client.force_login(User.objects.create_user("alice", "alice@example.org", "a quiet blue kettle"))
    known = client.get(address)
    assert known.content == stranger.content
    assert not known.cookies
    assert b"alice" not in known.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_they_are_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_pages_name_the_manifest_and_the_icon(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert re.search(
        r'<link rel="apple-touch-icon" href="/static/img/apple-touch-icon\.[0-9a-f]{8}\.png">', page
    )
