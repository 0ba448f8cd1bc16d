"""Takes the pictures of docs/screens/ from a running site: `python -m tests.e2e.screens`.

Each scene on a phone and on a desktop, light and dark: docs/screens/in-call-desktop-dark.webp.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.e2e.browsers import launch
from tests.e2e.cast import cast_of
from tests.e2e.portraits import CALM, WARM, write
from tests.e2e.scenes import STATES
from tests.e2e.scenes_at_home import Scene
from tests.processes import PROJECT
from tests.servers import Site

QUALITY = 60  # of WebP: text stays sharp, a picture has some 10 kB
FOLDER = PROJECT / "docs" / "screens"
# Nothing moves any more, and what was last changed has been drawn.
AT_REST = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const moving = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(moving.map((one) => one.finished));
  await frame();
}"""
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
SHOWN = (
    *("sign-in", "profile", "privacy", "about-a-contact", "reporting", "two-browsers", "inviting"),
    *("app-to-set-up", "recovery-codes", "asked-for-the-second-step", "connection-checked"),
    *("empty", "camera-check", "calls-blocked", "contacts", "not-to-be-disturbed", "account-menu"),
    *("outgoing", "ringing", "in-call", "more-options", "swapped", "contacts-aside"),
    *("voice-call", "faces", "muted-call", "keys-in-call", "quality-in-call", "safety-in-call"),
    *("chatting", "written-to", "ended", "failed"),
    *("shown-a-screen", "sharing-a-screen", "reacting", "captioned", "asked-to-be-recorded"),
)
SCENES: dict[str, Scene] = {name: STATES[name] for name in SHOWN}


def main(wanted: list[str]) -> None:
    """The scenes named, or all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, Site() as site, _browsers(playwright) as (alice, bob):
        for name in wanted or SCENES:
            with cast_of(alice, site) as cast:
                cast.browsers["Bob"] = bob
                _photograph(SCENES[name](cast), name)


@contextmanager
def _browsers(playwright: Playwright) -> Iterator[tuple[Browser, Browser]]:
    """Two browsers, each with a person of its own before the camera."""
    with tempfile.TemporaryDirectory() as folder:
        cameras = []
        for name, portrait in (("alice", CALM), ("bob", WARM)):
            camera = Path(folder, f"{name}.y4m")
            write(camera, portrait)
            # Nobody has to touch the page before it may ring.
            sound = "--autoplay-policy=no-user-gesture-required"
            cameras.append((f"--use-file-for-fake-video-capture={camera}", sound))
        with launch(playwright, flags=cameras[0]) as alice, launch(playwright, flags=cameras[1]) as bob:
            yield alice, bob


def _photograph(page: Page, name: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.mouse.move(width / 2, height / 3)  # the controls come back
            page.evaluate(AT_REST)
            _keep(page.screenshot(), FOLDER / f"{name}-{size}-{scheme}.webp")


def _keep(picture: bytes, path: Path) -> None:
    with Image.open(BytesIO(picture)) as image:
        image.save(path, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    main(sys.argv[1:])
