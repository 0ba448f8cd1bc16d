"""The stage for browser tests: one Chromium and one site for all of them, new people for each.

REPEAT=20 runs every one of them twenty times.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.e2e.browsers import launch
from tests.e2e.cast import Cast, cast_of
from tests.e2e.evidence import CAST, pytest_runtest_makereport
from tests.servers import Postgres, Redis, Site

__all__ = ["pytest_runtest_makereport"]  # a hook: pytest finds it here

SHORT_RING = 5

expect.set_options(timeout=15_000)


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


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="package")
def impatient_site() -> Iterator[Site]:
    """Rings for a few seconds only."""
    with Site(RING_SECONDS=SHORT_RING) as site:
        yield site


@pytest.fixture(scope="package")
def stores() -> Iterator[tuple[Redis, Postgres]]:
    with Redis() as redis, Postgres() as postgres:
        yield redis, postgres


@pytest.fixture(scope="package")
def two_processes(stores: tuple[Redis, Postgres]) -> Iterator[tuple[Site, Site]]:
    """One site in two processes, on Redis and PostgreSQL."""
    with Site.pair(*stores) as pair:
        yield pair


@pytest.fixture
def cast(chromium: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Cast]:
    yield from _on_stage(chromium, site, request)


@pytest.fixture
def impatient_cast(chromium: Browser, impatient_site: Site, request: pytest.FixtureRequest) -> Iterator[Cast]:
    yield from _on_stage(chromium, impatient_site, request)


def _on_stage(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Cast]:
    with cast_of(browser, site) as cast:
        request.node.stash[CAST] = cast
        yield cast
