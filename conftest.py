"""What every test may rely on."""

import pytest

from videocall.collecting import collect_beside


@pytest.fixture(scope="session", autouse=True)
def collected_static_files() -> None:
    """Pages name the hashed files, so these must be there; two runs of tests may collect them at a time."""
    collect_beside()
