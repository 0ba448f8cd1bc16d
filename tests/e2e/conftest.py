"""The stage for browser tests: one Chromium and one site for all of them, new people for each.

REPEAT=20 runs every one of them twenty times.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.e2e.browsers import launch


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    times = int(os.environ.get("REPEAT", "1"))
    if times > 1:
        metafunc.fixturenames.append("repetition")
        metafunc.parametrize("repetition", range(1, times + 1))


# Of the package, not of the session: Playwright's event loop runs for as long as it is started, and
# asyncio tests elsewhere could not start theirs.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()
