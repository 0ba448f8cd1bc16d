"""What the test's sites begin with: a database migrated once a run, static files collected once a change."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.processes import PROJECT, ServerError

# All tests come from one address; the tests of rate limits set their own.
NO_LIMITS = dict.fromkeys(
    [
        *("SIGNUP_RATE", "LOGIN_RATE", "LOGIN_FAILED_RATE", "PASSWORD_RESET_RATE"),
        *("PASSWORD_CHANGE_RATE", "EMAIL_CHANGE_RATE", "EMAIL_CONFIRMATION_RATE", "CONTACT_REQUEST_RATE"),
        *("CONNECTION_CHECK_RATE", "PICTURE_RATE"),
        *("SOCKET_REQUESTS_PER_SECOND", "SOCKET_SIGNALS_PER_SECOND", "PAGES_PER_PERSON"),
        "SOCKET_HANDSHAKES_PER_SECOND",
        *("CALLS_PER_MINUTE", "CALLS_PER_MINUTE_TO_ONE"),
    ],
    "0",
)


def site_environment(data: Path, **settings: str) -> dict[str, str]:
    """The whole environment of the site's processes; nothing of the caller's settings leaks in."""
    ours = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    start = {"DJANGO_SETTINGS_MODULE": "videocall.settings", "ENV_FILE": os.devnull, "PYTHONUNBUFFERED": "1"}
    return ours | start | {"DEBUG": "1", "DATA_DIR": str(data)} | NO_LIMITS | settings


def manage(environment: Mapping[str, str], *arguments: str) -> str:
    """What `manage.py` prints; ServerError with it when it fails."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, env=environment, cwd=PROJECT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        raise ServerError(f"manage.py {' '.join(arguments)}:\n{done.stdout[-4000:]}")
    return done.stdout


@functools.cache
def shared_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="videocall-shared-"))
    folder.chmod(0o755)  # the cluster in it belongs to postgres
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def migrated_database() -> Path:
    data = shared_folder() / "migrated"
    manage(site_environment(data), "migrate", "--verbosity", "0")
    # Out of the write-ahead log: only the one file is copied.
    with contextlib.closing(sqlite3.connect(data / "db.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return data / "db.sqlite3"


# Where the static files wait for the next run, in a folder named by what they were made of.
COLLECTED = PROJECT / "var" / "collected-for-tests"
MADE_OF = ("static", "videocall/staticfiles.py", "requirements.txt")


@functools.cache
def static_files() -> Path:
    """This process's own copy of them: what a test does to the files stays with it."""
    copy = shared_folder() / "static"
    if PROJECT.stat().st_uid != os.geteuid():  # root leaves nothing behind in somebody's checkout
        _collect(copy)
        return copy
    COLLECTED.mkdir(parents=True, exist_ok=True)
    with COLLECTED.with_suffix(".lock").open("w") as lock:  # the processes of a run begin at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = COLLECTED / _fingerprint()
        if not kept.exists():
            shutil.rmtree(COLLECTED)
            _collect(kept.with_suffix(".part"))
            kept.with_suffix(".part").rename(kept)
        shutil.copytree(kept, copy)
    return copy


def _collect(folder: Path) -> None:
    """It takes ten seconds of a processor, most of them to compress."""
    environment = site_environment(shared_folder() / "collecting", STATIC_DIR=str(folder))
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")


def _fingerprint() -> str:
    """Of every file that the static files depend on."""
    files = (file for name in MADE_OF for file in [PROJECT / name, *(PROJECT / name).rglob("*")])
    digest = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(PROJECT)} {content}\n".encode())
    return digest.hexdigest()[:16]
