"""One laboratory for all tests of networks, and whoever's call was under way is shown when one fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.evidence import CAST, pytest_runtest_makereport
from tests.network.stage import Stage

__all__ = ["pytest_runtest_makereport"]  # a hook: pytest finds it here


@pytest.fixture(scope="package")
def whole_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("network")
    with sync_playwright() as playwright, Stage(playwright, folder) as stage:
        yield stage


@pytest.fixture
def stage(whole_stage: Stage, request: pytest.FixtureRequest) -> Stage:
    """In a calm network, nobody in a call."""
    request.node.stash[CAST] = whole_stage.cast
    whole_stage.calm()
    return whole_stage
