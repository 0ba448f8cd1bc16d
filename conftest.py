"""What every test may rely on."""

import fcntl
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command


@pytest.fixture(scope="session", autouse=True)
def collected_static_files() -> None:
    """Pages name the hashed files, so these must be there (half a second where none has changed).

    The processes of a run take turns: collectstatic removes each file before it writes it anew.
    """
    root = Path(settings.STATIC_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_name("static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        call_command("collectstatic", interactive=False, verbosity=0)
