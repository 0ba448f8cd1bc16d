"""Every page and state outside a call: accessible in light and dark, whole on a phone and a wide screen."""

from __future__ import annotations

import pytest

from tests.e2e.cast import Cast
from tests.e2e.looks import OVERFLOWING, assert_accessible_and_whole, violations
from tests.e2e.scenes import OUTSIDE_A_CALL, PAGES
from tests.e2e.scenes_at_home import Scene


@pytest.mark.parametrize("scene", OUTSIDE_A_CALL.values(), ids=OUTSIDE_A_CALL.keys())
def test_accessible_and_whole(cast: Cast, scene: Scene) -> None:
    assert_accessible_and_whole(scene(cast))


@pytest.mark.parametrize("path", ["/nothing-here/", "/calls/00000000-0000-4000-8000-000000000000/"])
def test_unknown_addresses_say_so_calmly(cast: Cast, path: str) -> None:
    alice = cast.signed_in("Alice")
    response = alice.page.goto(cast.site.url + path)
    assert response
    assert response.status in (200, 404)
    cast.troubles.clear()  # Chromium reports the status as an error of the console


def test_the_checks_themselves_notice(cast: Cast) -> None:
    page = PAGES["sign-in"](cast)
    assert violations(page) == page.evaluate(OVERFLOWING) == []
    page.evaluate("document.querySelectorAll('label').forEach((label) => label.remove())")
    assert any("label" in fault for fault in violations(page))
    page.evaluate("document.querySelector('main').style.width = '3000px'")
    assert page.evaluate(OVERFLOWING)
