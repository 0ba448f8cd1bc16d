"""Many changes among the same people at once, on both databases."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.prepared import migrated_database, site_environment
from tests.stores import Postgres

SHORT = (8, 50)  # threads, rounds
LONG = (8, 1000)


def hammer(environment: dict[str, str], threads: int, rounds: int) -> str:
    command = [sys.executable, "-m", "accounts.tests.hammer", str(threads), str(rounds)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("size", [SHORT, pytest.param(LONG, marks=pytest.mark.long)])
def test_contacts_fit_together_on_sqlite(tmp_path: Path, size: tuple[int, int]) -> None:
    shutil.copy(migrated_database(), tmp_path / "db.sqlite3")

    assert "accept" in hammer(site_environment(tmp_path), *size)


@pytest.mark.parametrize("size", [SHORT, pytest.param(LONG, marks=pytest.mark.long)])
def test_contacts_fit_together_on_postgresql(tmp_path: Path, size: tuple[int, int]) -> None:
    with Postgres() as postgres:
        environment = site_environment(tmp_path, DATABASE_URL=postgres.new_database())

        assert "accept" in hammer(environment, *size)
