"""What only PostgreSQL does, and the same tests again on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import cast

import environ
import pytest
from django.db import OperationalError, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from pytest_django.plugin import DjangoDbBlocker

from calls import outage
from tests.processes import PROJECT
from tests.stores import Postgres

SHORT = tuple(f"calls/tests/test_{subject}.py" for subject in ("machine", "races"))
LONG = ("accounts", "calls")
# Of SQLite's own ways, and of how many statements it takes there; and this file itself.
ELSEWHERE = ("database", "outage", "queries", "postgresql")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture
def pooled(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[DatabaseWrapper]:
    """A connection as the site has them, from a pool; the one that `outage` looks at."""
    default = connections.settings["default"]
    chosen = environ.Env.db_url_config(postgres.new_database(migrated=False))
    own = {"OPTIONS": {"pool": {"min_size": 1, "timeout": 5}}, "CONN_HEALTH_CHECKS": True}
    monkeypatch.setitem(connections.settings, "pooled", {**default, **chosen, **own})
    monkeypatch.setattr(outage, "connection", connections["pooled"])
    wrapper = cast(DatabaseWrapper, connections["pooled"])
    with django_db_blocker.unblock():
        yield wrapper
        wrapper.close()
        wrapper.close_pool()
    del connections["pooled"]


def test_a_crash_is_an_outage_though_the_next_connection_is_there_at_once(
    pooled: DatabaseWrapper,
) -> None:
    with pytest.raises(outage.Away), outage.noticed(), transaction.atomic("pooled"):
        pooled.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert pooled.is_usable()


def test_a_statement_that_took_too_long_is_none(pooled: DatabaseWrapper) -> None:
    with pytest.raises(OperationalError) as raised, outage.noticed(), transaction.atomic("pooled"):
        pooled.cursor().execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)")
    assert not isinstance(raised.value, outage.Away)


def run_again(server: Postgres, where: tuple[str, ...]) -> None:
    without = [f"--ignore=calls/tests/test_{subject}.py" for subject in ELSEWHERE]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *without, *where],
        env={**os.environ, "DATABASE_URL": server.new_database(migrated=False)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
    assert " passed" in result.stdout


@pytest.mark.timeout(900)
def test_calls_on_postgresql(postgres: Postgres) -> None:
    run_again(postgres, SHORT)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_everything_on_postgresql(postgres: Postgres) -> None:
    run_again(postgres, LONG)
