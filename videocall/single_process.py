"""One server process a data folder, unless Redis lets several share their sockets.

Without REDIS_URL a process reaches only its own sockets: a second one would lose calls without an
error. The operating system holds the lock, so it ends with the process however that ends.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from django.conf import settings

NAME = "server.lock"

# Open for the process's life; Python does not hand descriptors on to child programs (PEP 446).
_held: dict[Path, int] = {}


def claim() -> None:
    """Take the data folder for this process, or end it with a sentence that says what to do."""
    path = settings.DATA_DIR / NAME
    if settings.REDIS_URL or path in _held:
        return
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise SystemExit(
            f"Another server process is running on {settings.DATA_DIR}. Stop it first, or set REDIS_URL "
            "to run several processes (docs/deployment.md)."
        ) from None
    _held[path] = descriptor


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SystemExit(
            f"{path} cannot be opened: {error.strerror}. Give DATA_DIR a folder that the server may write to."
        ) from None
