"""The key that signs cookies and links: given, or in development one of its own in a private file."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

NAME = "secret_key"


def kept_key(data_dir: Path) -> str:
    """The key in the data folder; the first start makes it.

    It is linked into place whole, so that of two first starts at once both read the same key.
    """
    path = data_dir / NAME
    try:
        if not path.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            _link_unless_there(_draft(path), path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR: {path} is not to be had ({error.strerror}). Name a folder this program may write to."
        ) from None


def _draft(path: Path) -> Path:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    return draft


def _link_unless_there(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
