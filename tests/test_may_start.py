"""`make run` says what is in its way before it says that it starts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import PROJECT, free_port


def ask(folder: Path, port: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DEBUG": "1", "DATA_DIR": str(folder), "REDIS_URL": "", "HOST": "127.0.0.1"}
    return subprocess.run(
        [sys.executable, "tools/may-start"],
        cwd=PROJECT,
        env=environment | {"PORT": str(port)},
        capture_output=True,
        text=True,
    )


def test_nothing_is_in_the_way(tmp_path: Path) -> None:
    answer = ask(tmp_path, free_port())
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("port", ["abc", "", "0", "65536", "-1", "٣"])
def test_what_is_no_port_is_named(tmp_path: Path, port: str) -> None:
    answer = ask(tmp_path, port)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"PORT={port} is not a port: give a number")


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = ask(tmp_path, port)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"The server cannot listen on HOST=127.0.0.1 PORT={port}: ")


def test_a_server_that_runs_already_is_named(tmp_path: Path) -> None:
    holder = (
        "import sys; from videocall.single_process import claim; claim(); print(flush=True); sys.stdin.read()"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "videocall.settings", "DEBUG": "1", "REDIS_URL": ""}
    with subprocess.Popen(
        [sys.executable, "-c", holder],
        cwd=PROJECT,
        env=environment | {"DATA_DIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as running:
        assert running.stdout
        running.stdout.readline()
        answer = ask(tmp_path, free_port())
        running.communicate(b"\n")
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Another server process is running on {tmp_path}.")
