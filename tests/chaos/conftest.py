"""Where the runs leave their histories."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def histories(pytestconfig: pytest.Config) -> Path:
    return pytestconfig.rootpath / ".pytest_cache" / "chaos"
