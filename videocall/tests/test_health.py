"""What a watcher is told: that the process lives, and what it lacks."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from unittest import mock

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from pytest_django import Settings


def test_a_live_process_says_so_without_a_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"alive\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_everything_is_there(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "reasons": []})


def test_not_ready_without_the_database(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with mock.patch.object(
        BaseDatabaseWrapper, "cursor", side_effect=OperationalError("db.internal refused")
    ):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reasons"] == ["The database does not answer, or has no tables yet."]
    assert "db.internal" not in json.dumps(response.json())
    assert ("videocall.health", logging.ERROR) in {(entry.name, entry.levelno) for entry in caplog.records}
    assert "db.internal refused" in caplog.text


@pytest.mark.django_db
def test_not_ready_without_redis_where_one_is_set(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert (response.status_code, response.json()["reasons"]) == (503, ["Redis does not answer."])


@pytest.mark.django_db
def test_not_ready_without_static_files(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reasons"] == ["The static files are not collected: manage.py collectstatic."]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_watchers_need_no_https(client: Client, settings: Settings, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path).status_code == 200
    assert client.post(path, secure=True).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_watchers_ask_by_address(client: Client, path: str) -> None:
    assert client.get(path, headers={"Host": "10.0.0.3:8000"}).status_code == 200
    assert client.get("/accounts/login/", headers={"Host": "10.0.0.3:8000"}).status_code == 400
