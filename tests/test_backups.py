"""Backup and restore with the operators' own commands, on SQLite and on PostgreSQL, and in compose."""

from __future__ import annotations

import asyncio
import getpass
import gzip
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.processes import PROJECT
from tests.servers import Postgres, Redis, Site
from tests.wire.pages import Cast, answered

# `docker compose --file X exec -T postgres PROGRAM …` runs the program here; `ps` lists what RUNNING says.
DOCKER = """#!/bin/sh
shift 3
case $1 in
ps) echo "$RUNNING" ;;
exec) shift 3 && exec "$@" ;;
esac
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as postgres:
        yield postgres


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    settings = {}
    if request.param == "PostgreSQL":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres").new_database()
    with Site(**settings) as site:
        yield site


def deploy(
    site: Site, script: str, *arguments: object, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One of deploy's scripts, with the site's settings and as whoever runs this test."""
    command = [str(PROJECT / "deploy" / script), *(str(argument) for argument in arguments)]
    where = site.environment | {"ACCOUNT": getpass.getuser()} | environment
    return subprocess.run(command, env=where, text=True, capture_output=True, check=False, cwd="/")


def refused(site: Site, file: Path, *options: str) -> str:
    """What restore says when it changes nothing."""
    done = deploy(site, "restore", *options, file)
    assert done.returncode != 0
    return done.stderr


async def called(site: Site) -> str:
    """Alice called Bob: her name. Their pages are closed, the call is over."""
    cast = Cast(site)
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    await a.say("hang_up", call=call)
    await b.get("call_state", call=call, state="ended")
    await cast.leave()
    return alice.username


def test_what_was_backed_up_comes_back(site: Site, tmp_path: Path) -> None:
    alice = asyncio.run(called(site))
    calls = site.backstage("calls_of", username=alice)
    backup = tmp_path / "backup"
    done = deploy(site, "backup", backup)
    assert (done.returncode, done.stderr) == (0, "")
    assert backup.stat().st_mode & 0o777 == 0o600
    site.make_user("later")

    assert "running" in refused(site, backup, "--replace")
    site.close_backstage()
    site.stop()
    assert "3 accounts, which would go" in refused(site, backup)
    done = deploy(site, "restore", "--replace", backup)
    assert done.returncode == 0, done.stderr

    site.start()
    assert calls
    assert site.backstage("calls_of", username=alice) == calls
    with pytest.raises(Exception, match="DoesNotExist"):
        site.sign_in("later")


@pytest.mark.long
def test_a_backup_is_restored_where_there_is_nothing(site: Site, postgres: Postgres, tmp_path: Path) -> None:
    alice = asyncio.run(called(site))
    backup = tmp_path / "backup"
    assert deploy(site, "backup", backup).returncode == 0
    elsewhere: dict[str, object] = {}
    if "DATABASE_URL" in site.settings:
        elsewhere["DATABASE_URL"] = postgres.new_database(migrated=False)
    other = Site(None, **elsewhere)
    other.data.mkdir()
    assert deploy(other, "restore", backup).returncode == 0
    with other:
        assert len(other.backstage("calls_of", username=alice)) == 1


def test_a_damaged_backup_changes_nothing(site: Site, tmp_path: Path) -> None:
    site.make_user("alice")
    site.close_backstage()
    backup = tmp_path / "backup"
    assert deploy(site, "backup", backup).returncode == 0
    site.stop()
    whole = backup.read_bytes()
    dump = gzip.decompress(whole)
    for content in (whole[: len(whole) // 2], whole[:64] + os.urandom(4096) + whole[5000:], b"", dump):
        backup.write_bytes(content)
        assert refused(site, backup, "--replace").startswith("Nothing was changed: ")
    for content in (dump[: len(dump) // 2], b"no backup", b""):
        backup.write_bytes(gzip.compress(content))
        assert refused(site, backup, "--replace").startswith("CommandError: ")
    site.start()
    assert site.sign_in("alice")


@pytest.mark.long
def test_a_backup_of_the_other_database_is_refused(site: Site, postgres: Postgres, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert deploy(site, "backup", backup).returncode == 0
    on_sqlite = "DATABASE_URL" not in site.settings
    other = Site(DATABASE_URL=postgres.new_database() if on_sqlite else "")
    other.data.mkdir()
    assert "Set DATABASE_URL to a database of the backup's kind." in refused(other, backup)


def test_an_existing_file_stays(site: Site, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    backup.write_text("precious")
    assert deploy(site, "backup", backup).stderr == f"{backup} is there already.\n"
    assert backup.read_text() == "precious"


def test_a_failed_backup_leaves_no_file(postgres: Postgres, tmp_path: Path) -> None:
    site = Site(DATABASE_URL=postgres.new_database() + "_gone")
    done = deploy(site, "backup", tmp_path / "backup")
    assert done.returncode != 0
    assert "does not exist" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_a_running_site_on_redis_and_sqlite_is_seen_by_its_lease(tmp_path: Path) -> None:
    """No lock there: several processes may serve. They renew their leases in the database."""
    with Redis() as redis, Site(REDIS_URL=redis.url) as site:
        asyncio.run(called(site))
        assert deploy(site, "backup", tmp_path / "backup").returncode == 0
        assert "The site is running" in refused(site, tmp_path / "backup", "--replace")


def test_compose(postgres: Postgres, tmp_path: Path) -> None:
    """The programs of the postgres service, on a database as compose.yaml makes it."""
    docker = tmp_path / "docker"
    docker.write_text(DOCKER)
    docker.chmod(0o755)
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE videocall LOGIN")
        connection.execute("CREATE DATABASE videocall OWNER videocall")
    place = {"PGHOST": "127.0.0.1", "PGPORT": str(postgres.port), "RUNNING": "postgres"}
    place["PATH"] = f"{tmp_path}:{os.environ['PATH']}"
    backup = tmp_path / "backup"

    with Site(DATABASE_URL=f"postgres://videocall@127.0.0.1:{postgres.port}/videocall") as site:
        site.manage("migrate", "--verbosity", "0")
        alice = asyncio.run(called(site))
        assert deploy(site, "backup", "--compose", backup, **place).returncode == 0
        site.close_backstage()
        said = deploy(site, "restore", "--compose", backup, **place | {"RUNNING": "web-1"}).stderr
        assert "The site is running." in said
        site.stop()
        assert "2 accounts, which would go" in deploy(site, "restore", "--compose", backup, **place).stderr
        broken = tmp_path / "broken"
        broken.write_bytes(gzip.compress(gzip.decompress(backup.read_bytes())[:2000]))
        done = deploy(site, "restore", "--compose", "--replace", broken, **place)
        assert (done.returncode, done.stderr.splitlines()[-1]) == (1, "Nothing was changed.")
        done = deploy(site, "restore", "--compose", "--replace", backup, **place)
        assert done.returncode == 0, done.stderr
        site.start()
        assert len(site.backstage("calls_of", username=alice)) == 1
