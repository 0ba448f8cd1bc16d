"""On a machine that lacks something, make says what to install."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.processes import PROJECT

# A python whose answers are scripted: which of its checks fail.
FAKE = """#!/bin/sh
case "$*" in
    *version_info\\ \\<*) exit {old} ;;
    *ensurepip*) exit {no_venv} ;;
    *virtualenv*) exit 1 ;;
    *--version*) echo "Python 3.9.2" ;;
    *version_info*) echo 3.11 ;;
    *venv*) mkdir -p "$4/bin" ;;
esac
"""


def make_venv(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    command = [str(PROJECT / "tools" / "make-venv"), python, str(folder / "venv")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def fake_python(folder: Path, old: int = 0, no_venv: int = 0) -> str:
    path = folder / "python"
    path.write_text(FAKE.format(old=old, no_venv=no_venv))
    path.chmod(0o755)
    return str(path)


def test_no_python_at_all(tmp_path: Path) -> None:
    done = make_venv(tmp_path, "python-that-is-not-there")
    assert done.returncode == 1
    assert done.stderr.startswith("python-that-is-not-there is not installed.")
    assert "apt install python3" in done.stderr


def test_an_old_python_is_named_with_the_remedy(tmp_path: Path) -> None:
    done = make_venv(tmp_path, fake_python(tmp_path, old=1))
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.9.2 is too old: Python 3.11 or later is needed.")


def test_a_missing_venv_module_is_named_with_its_package(tmp_path: Path) -> None:
    done = make_venv(tmp_path, fake_python(tmp_path, no_venv=1))
    assert done.returncode == 1
    assert "apt install python3-venv (or python3.11-venv)" in done.stderr
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("left", [None, "bin"])
def test_a_half_made_environment_is_made_anew(tmp_path: Path, left: str | None) -> None:
    if left:
        (tmp_path / "venv" / left).mkdir(parents=True)
    done = make_venv(tmp_path, fake_python(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Making a virtual environment in {tmp_path / 'venv'} ...\n"
    assert (tmp_path / "venv" / "bin").is_dir()
