"""Makes the installed app's icons out of static/img/favicon.svg: `python -m tools.icons`.

The rounded mark for browsers that show an icon as it is; the full-bleed one where the system cuts its own
shape (maskable, iOS). The mark lies within the safe zone: a circle of 40 % around the middle.
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.browsers import launch

FOLDER = Path(__file__).parent.parent / "static" / "img"
WHOLE = {"icon-192.png": 192, "icon-512.png": 512}
FULL_BLEED = {"icon-maskable-512.png": 512, "apple-touch-icon.png": 180}


def main() -> None:
    mark = (FOLDER / "favicon.svg").read_text()
    with sync_playwright() as playwright, launch(playwright) as browser:
        for name, size in WHOLE.items():
            _draw(browser, mark, size, FOLDER / name)
        for name, size in FULL_BLEED.items():
            _draw(browser, re.sub(r' rx="[^"]+"', "", mark, count=1), size, FOLDER / name)


def _draw(browser: Browser, svg: str, size: int, path: Path) -> None:
    page = browser.new_page(viewport={"width": size, "height": size})
    sized = svg.replace("<svg ", f'<svg width="{size}" height="{size}" style="display: block" ', 1)
    page.set_content(f'<body style="margin: 0">{sized}')
    page.screenshot(path=path, omit_background=True)
    page.close()


if __name__ == "__main__":
    main()
