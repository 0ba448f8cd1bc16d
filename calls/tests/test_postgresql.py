"""The same tests of calls again, on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.processes import PROJECT
from tests.stores import Postgres

SHORT = ("machine", "races")
LONG = (*SHORT, "placing", "deadlines", "rejoining", "answering", "presence", "blocks", "history", "admin")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


def run_again(server: Postgres, subjects: tuple[str, ...], *arguments: str) -> None:
    files = [f"calls/tests/test_{subject}.py" for subject in subjects]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *arguments, *files],
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
def test_calls_on_postgresql_for_long(postgres: Postgres) -> None:
    run_again(postgres, LONG, "-m", "long or not long")
