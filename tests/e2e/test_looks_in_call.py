"""Every state of a call: accessible in light and dark, whole on a small phone and on a wide screen.

The one that failed is looked at where it is waited for (test_reports.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.cast import Cast, cast_of
from tests.e2e.evidence import CAST
from tests.e2e.looks import assert_accessible_and_whole
from tests.e2e.scenes import AROUND_A_CALL, TALKING
from tests.e2e.scenes_at_home import Scene
from tests.servers import Site


@pytest.mark.parametrize("scene", AROUND_A_CALL.values(), ids=AROUND_A_CALL.keys())
def test_around_a_call(cast: Cast, scene: Scene) -> None:
    assert_accessible_and_whole(scene(cast))


@pytest.fixture(scope="module")
def stage(chromium: Browser, site: Site) -> Iterator[Cast]:
    with cast_of(chromium, site) as cast:
        yield cast


@pytest.fixture
def talkers(stage: Cast, request: pytest.FixtureRequest) -> Iterator[Cast]:
    """Those of the scene before, who call each other anew; nobody yet at first, and where that one failed."""
    request.node.stash[CAST] = stage
    failed = request.session.testsfailed
    yield stage
    if request.session.testsfailed > failed:
        stage.leave()
        stage.people.clear()


@pytest.mark.parametrize("scene", TALKING.values(), ids=TALKING.keys())
def test_in_a_call(talkers: Cast, scene: Scene) -> None:
    assert_accessible_and_whole(scene(talkers))
    assert not talkers.troubles, "\n".join(talkers.troubles)
