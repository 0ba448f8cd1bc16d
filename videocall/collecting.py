"""Collects the static files of this version while processes of the version before serve theirs."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from videocall import environment
from videocall.staticfiles import HashedStaticFilesStorage

MANIFEST = HashedStaticFilesStorage.manifest_name


def collect_beside() -> int:
    """Add this version's files to those that are there; how many were new.

    Django's collectstatic removes each file before it writes it anew: a browser that asks in between gets
    an error. So it collects into a folder of its own, and each file is moved into place whole. The files
    of earlier versions stay, for the pages that name them.
    """
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".collecting-", dir=root) as folder:
        fresh = Path(folder)
        _collect_into(fresh)
        unchanging = set(json.loads((fresh / MANIFEST).read_text())["paths"].values())
        files = [path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()]
        new = sum(not (root / file).exists() for file in files)
        # The manifest last: whoever reads it finds all that it names.
        for file in sorted(files, key=lambda file: file.name == MANIFEST):
            if not _stays(file, unchanging, root):
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (fresh / file).replace(root / file)
    return new


def _collect_into(folder: Path) -> None:
    command = [
        sys.executable,
        str(environment.BASE_DIR / "manage.py"),
        "collectstatic",
        "--noinput",
        "--verbosity=0",
    ]
    subprocess.run(command, env=environment.of_child(STATIC_DIR=str(folder)), check=True)  # noqa: S603 — ours


def _stays(file: Path, unchanging: set[str], root: Path) -> bool:
    """Whether a file whose name has its content's hash, or its compressed twin, is there already."""
    plain = file.with_suffix("") if file.suffix in {".br", ".gz"} else file
    return plain.as_posix() in unchanging and (root / file).exists()
