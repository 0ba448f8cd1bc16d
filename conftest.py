"""What every test may rely on."""

from pathlib import Path
from typing import cast

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from tests.prepared import static_files
from videocall.staticfiles import HashedStaticFilesStorage


@pytest.fixture(scope="session", autouse=True)
def collected_static_files() -> None:
    """Pages name the hashed files, so these must be there."""
    root = Path(settings.STATIC_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    root.symlink_to(static_files())
    # A module of tests may have asked for a name while it was imported, when there was none yet.
    storage = cast(HashedStaticFilesStorage, staticfiles_storage)
    storage.hashed_files, storage.manifest_hash = storage.load_manifest()
