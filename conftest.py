"""What every test may rely on."""

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session", autouse=True)
def collected_static_files() -> None:
    """Pages name the hashed files, so these must be there (half a second)."""
    call_command("collectstatic", interactive=False, verbosity=0)
