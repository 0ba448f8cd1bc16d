"""Whether a page is accessible in light and dark, and whole on a small phone and on a wide screen."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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


def assert_accessible_and_whole(page: Page) -> None:
    """In every size; afterwards the page is as large as it was, in the browser's own colours."""
    before = page.viewport_size
    assert before
    page.emulate_media(reduced_motion="reduce")
    faults = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{width} px: {fault}" for fault in page.evaluate(OVERFLOWING)]
        if scheme := SCHEMES.get(width):
            page.emulate_media(color_scheme=scheme)
            faults += [f"{width} px, {scheme}: {fault}" for fault in violations(page)]
    page.emulate_media(color_scheme="null", reduced_motion="null")
    page.set_viewport_size(before)
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
