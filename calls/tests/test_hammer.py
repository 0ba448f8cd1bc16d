"""Eight threads press every button at once, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import PROJECT
from tests.stores import Postgres

SHORT, LONG = 480, 20_000
pytestmark = pytest.mark.timeout(600)  # writers queue up: slow on a busy machine


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hammer.sqlite3'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database(migrated=False)


def hammer(database_url: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {"DATABASE_URL": database_url, "DATA_DIR": str(folder), "DEBUG": "1", "RING_SECONDS": "45"}
    return subprocess.run(
        [sys.executable, "-m", "calls.tests.hammer", *arguments],
        env={**os.environ, **settings},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_short_hammering(database_url: str, tmp_path: Path) -> None:
    result = hammer(database_url, tmp_path, "--operations", str(SHORT))
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-4000:]
    assert f"{SHORT} operations" in result.stdout


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_long_hammering(database_url: str, tmp_path: Path) -> None:
    result = hammer(database_url, tmp_path, "--operations", str(LONG))
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-4000:]
    assert f"{LONG} operations" in result.stdout


def test_the_checker_sees_a_careless_accept(database_url: str, tmp_path: Path) -> None:
    """Reading, then saving, loses races; if the checker did not see that, its silence meant nothing."""
    result = hammer(database_url, tmp_path, "--operations", str(SHORT), "--careless")
    assert result.returncode == 1, result.stdout[-4000:] + result.stderr[-4000:]
    assert "Accepted twice" in result.stdout or "Two truths" in result.stdout
