"""Database and Redis: real ones, well and ill."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pytest_django import Settings
from redis import from_url

from tests.prepared import migrated_database, site_environment, static_files
from tests.processes import PROJECT, free_port
from tests.servers import Postgres, Redis, Site
from videocall.doctor import redis_server
from videocall.tests.doctor.conftest import Report


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as redis:
        yield redis


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as postgres:
        yield postgres


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A site's data folder, with a migrated SQLite file; no server runs on it."""
    shutil.copy(migrated_database(), tmp_path / "db.sqlite3")
    (tmp_path / "static").symlink_to(static_files())
    return tmp_path


class Told(NamedTuple):
    """What the command said, as a program reads it."""

    code: int
    findings: list[dict[str, Any]]

    def find(self, subject: str, pattern: str) -> dict[str, Any]:
        of_subject = [one for one in self.findings if one["subject"] == subject]
        found = [one for one in of_subject if re.search(pattern, one["words"])]
        assert len(found) == 1, of_subject
        return found[0]


def doctor(environment: dict[str, str], *arguments: str) -> Told:
    command = [sys.executable, "manage.py", "doctor", "--json", *arguments]
    done = subprocess.run(command, env=environment, cwd=PROJECT, text=True, capture_output=True, check=False)
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0 if report["fine"] else 1, "")
    return Told(done.returncode, report["findings"])


def test_a_sound_site_on_postgresql_and_redis(redis: Redis, postgres: Postgres) -> None:
    with Site(REDIS_URL=redis.url, DATABASE_URL=postgres.new_database()) as site:
        told = doctor(site.environment, "--site-url", site.url)
    assert told.code == 0
    for subject, pattern in (
        ("Database", r"PostgreSQL \d+\.\d+ answers \(\d+ ms\)"),
        ("Database", r"All migrations are applied"),
        ("Redis", r"(Redis|Valkey) \d+\.\d+\.\d+ answers \(\d+\.\d ms\)"),
        ("Server processes", r"1 server process alive, 0 open pages"),
        ("Static files", r"of this version"),
        ("Site", r"serves the site"),
        ("Site", r"WebSocket opens"),
        ("Time", r"clock agrees with the database's"),
    ):
        assert told.find(subject, pattern)["level"] == "fine"


def test_a_migration_is_missing(data: Path) -> None:
    with sqlite3.connect(data / "db.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'calls'")
    told = doctor(site_environment(data, WEB_CONCURRENCY="4"))
    migrations = told.find("Database", r"Migrations are not applied: calls\.")
    assert (told.code, migrations["level"], migrations["fix"]) == (1, "wrong", "manage.py migrate")
    assert told.find("Database", "asks for 4 processes")["fix"].startswith("WEB_CONCURRENCY=1")
    assert told.find("Server processes", "No server process has a lease")["level"] == "warning"


def test_the_stores_are_away(data: Path) -> None:
    port = free_port()
    away = {
        "DATABASE_URL": f"postgres://a:hunter2@127.0.0.1:{port}/b",
        "REDIS_URL": f"redis://:hunter2@127.0.0.1:{port}",
    }
    told = doctor(site_environment(data, **away))
    assert told.code == 1
    assert "systemctl status postgresql" in told.find("Database", r"does not answer: .*refused")["fix"]
    assert "systemctl status redis" in told.find("Redis", rf"does not answer at 127\.0\.0\.1:{port}")["fix"]
    assert "hunter2" not in json.dumps(told.findings)


def test_a_database_without_tables(data: Path, postgres: Postgres) -> None:
    told = doctor(site_environment(data, DATABASE_URL=postgres.new_database(migrated=False)))
    assert told.code == 1
    assert told.find("Database", "Migrations are not applied")["fix"] == "manage.py migrate"
    told.find("Server processes", "Not known: the database does not answer, or lacks tables")


def test_redis_is_sound(redis: Redis, settings: Settings) -> None:
    settings.REDIS_URL = redis.url
    Report(redis_server.examine()).is_fine("It throws nothing away")


def test_redis_throws_keys_away(redis: Redis, settings: Settings) -> None:
    settings.REDIS_URL = redis.url
    with from_url(redis.url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        client.config_set("maxmemory", "100mb")
        report = Report(redis_server.examine())
        client.config_set("maxmemory", "0")
    report.says("warning", "throws keys away (allkeys-lru)", "maxmemory-policy noeviction")


@pytest.mark.parametrize("password", ["", "wrong"])
def test_redis_wants_a_password(redis: Redis, settings: Settings, password: str) -> None:
    settings.REDIS_URL = redis.url.replace("//", f"//:{password}@") if password else redis.url
    with from_url(redis.url) as client:
        client.config_set("requirepass", "sesame")
        report = Report(redis_server.examine())
        client.config_set("requirepass", "")
    report.says("wrong", "Redis refuses the password", "REDIS_URL=redis://:PASSWORD@")


def test_several_processes_may_not_share_sqlite(data: Path, redis: Redis) -> None:
    told = doctor(site_environment(data, REDIS_URL=redis.url))
    shared = told.find("Database", "share one SQLite file")
    assert (shared["level"], shared["fix"].startswith("DATABASE_URL=postgres:")) == ("warning", True)
