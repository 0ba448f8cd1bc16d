"""Every page and state: accessible in light and dark, whole on a small phone and on a wide screen."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.cast import Cast
from tests.e2e.scenes import PAGES, STATES
from tests.e2e.scenes_at_home import Scene

SIZES = [(320, 568), (390, 844), (844, 390), (1280, 720), (2560, 1440)]
# Which of them axe looks at, and how: it takes seconds.
SCHEMES: dict[int, Literal["light", "dark"]] = {320: "dark", 1280: "light"}
# What reaches out to the right of the window, by tag and class, when the page can be scrolled sideways.
OVERFLOWING = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const shown = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility());
  const culprits = shown.filter((one) => one.getBoundingClientRect().right > clientWidth + 0.5);
  const names = culprits.map(({ tagName, className }) => `${tagName}.${className}`);
  return [`${scrollWidth} > ${clientWidth}`, ...names];
}"""

SETTLE = """() => {
  for (const animation of document.getAnimations()) {
    if (animation.effect.getTiming().iterations !== Infinity) animation.cancel();
  }
}"""


@pytest.mark.parametrize("scene", (PAGES | STATES).values(), ids=(PAGES | STATES).keys())
def test_accessible_and_whole(cast: Cast, scene: Scene) -> None:
    page = scene(cast)
    page.emulate_media(reduced_motion="reduce")
    faults = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{width} px: {fault}" for fault in page.evaluate(OVERFLOWING)]
        if scheme := SCHEMES.get(width):
            page.emulate_media(color_scheme=scheme)
            faults += [f"{width} px, {scheme}: {fault}" for fault in violations(page)]
    assert not faults, "\n".join(faults)


def violations(page: Page) -> list[str]:
    """What axe finds: the rule, and each node with the reason.

    Half-way through a fade no text has its contrast, so what moves once is put to its resting state first.
    """
    page.evaluate(SETTLE)
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {' '.join(node['target'])}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


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
