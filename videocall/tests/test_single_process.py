"""A second server process on the same data folder is refused, whatever happened to the first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SERVER = "import videocall.asgi; print('serving', flush=True); import sys; sys.stdin.read()"

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts processes that load the application and then stay; they end with the test."""
    started: list[subprocess.Popen[str]] = []
    (tmp_path / "static").mkdir()

    def start_one(**environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER],
            env=os.environ | {"DEBUG": "1", "DATA_DIR": str(tmp_path), "REDIS_URL": ""} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def serves(process: subprocess.Popen[str]) -> bool:
    assert process.stdout
    return process.stdout.readline() == "serving\n"


def test_the_second_process_is_refused_in_plain_words(start: Start, tmp_path: Path) -> None:
    assert serves(start())
    second = start()
    _, said = second.communicate(timeout=30)
    assert second.returncode == 1
    assert said == (
        f"Another server process is running on {tmp_path}. Stop it first, or set REDIS_URL to run several "
        "processes (docs/deployment.md).\n"
    )


def test_a_killed_process_does_not_block_the_next(start: Start) -> None:
    first = start()
    assert serves(first)
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=30)
    assert serves(start())


def test_another_data_folder_is_another_site(start: Start, tmp_path: Path) -> None:
    assert serves(start())
    (tmp_path / "other" / "static").mkdir(parents=True)
    assert serves(start(DATA_DIR=str(tmp_path / "other")))


def test_several_processes_may_serve_with_redis(start: Start) -> None:
    assert serves(start(REDIS_URL="redis://127.0.0.1:1/0"))
    assert serves(start(REDIS_URL="redis://127.0.0.1:1/0"))


def test_a_folder_that_cannot_be_written_is_named(start: Start, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("x" * 60)
    (tmp_path / "server.lock").mkdir()
    process = start()
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.startswith(f"{tmp_path / 'server.lock'} cannot be opened: ")
    assert "Traceback" not in said
