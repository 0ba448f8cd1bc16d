"""The collected static files: all there, and of this version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage

from videocall.doctor.findings import Findings, fine, wrong
from videocall.staticfiles import HashedStaticFilesStorage, served

FIX = "manage.py prepare; then restart the server"


def examine() -> Findings:
    if not staticfiles_storage.exists(HashedStaticFilesStorage.manifest_name):
        yield wrong(f"They are not collected in {settings.STATIC_ROOT}: every page fails.", FIX)
        return
    old = [name for name, source in _sources() if not _same(name, source)]
    if not old:
        yield fine("They are collected, and of this version.")
        return
    more = f" and {len(old) - 3} more" if len(old) > 3 else ""
    yield wrong(f"The collected ones are of another version: {', '.join(old[:3])}{more}.", FIX)


def _sources() -> Iterator[tuple[str, Path]]:
    """Every static file's name and where it comes from; the first of a name wins, as in collecting."""
    seen: set[str] = set()
    for finder in get_finders():
        for path, storage in finder.list([]):
            name = str(Path(getattr(storage, "prefix", None) or "", path))
            if name not in seen:
                seen.add(name)
                yield name, Path(storage.path(path))


def _same(name: str, source: Path) -> bool:
    collected = Path(settings.STATIC_ROOT, name)
    return collected.is_file() and collected.read_bytes() == served(name, source.read_bytes())
