"""The kinds of call whose set-up is timed, each a function that makes one call in Chromium and times it."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from benchmarks import servers
from tests.processes import free_port
from tests.servers import Site

MARKS = (Path(__file__).parent / "marks.js").read_text()
# Milliseconds from ready to accept, as a person would take.
PAUSE = 1500
# What the product asks of the devices (static/js/media.js): the limit carries the same media.
MEDIA = {
    "audio": True,
    "video": {"width": {"ideal": 1280}, "height": {"ideal": 720}, "frameRate": {"ideal": 30}},
}
FIRST_LINES = 180  # static/js/senders.js
ENDS = ("callee", "caller")


class Times(NamedTuple):
    """Milliseconds from the acceptance to the first remote frame."""

    callee: int
    caller: int


Call = Callable[[], Times]


def bare(things: ExitStack, browser: Browser) -> Call:
    return _bare_page(things, browser, "ready")


def bare_camera(things: ExitStack, browser: Browser) -> Call:
    return _bare_page(things, browser, "click")


def bare_as_ours(things: ExitStack, browser: Browser) -> Call:
    """The limit for what the product does: a small first picture, camera at the click, an early offer."""
    return _bare_page(things, browser, "late", FIRST_LINES)


def _bare_page(things: ExitStack, browser: Browser, camera: str, lines: int = 0) -> Call:
    """Both ends in one page."""
    site = things.enter_context(_files(servers.PEERS))
    context = _context(browser, site)
    url = _bare_url(site, "both", camera, lines)

    def call() -> Times:
        page = _page(context, url, {end: f"#at-{end}" for end in ENDS})
        page.wait_for_selector("html[data-ready]")
        page.wait_for_timeout(PAUSE)
        page.click("#accept")
        times = _since("clicked", page, page)
        page.close()
        return times

    return call


def bare_pages(things: ExitStack, browser: Browser) -> Call:
    """An end a page: as the product's two pages, with a BroadcastChannel for a server."""
    site = things.enter_context(_files(servers.PEERS))
    context = _context(browser, site)

    def call() -> Times:
        callee, caller = (_page(context, _bare_url(site, end, "ready"), {end: f"#at-{end}"}) for end in ENDS)
        for page in (callee, caller):
            page.wait_for_selector("html[data-ready]")
        callee.wait_for_timeout(PAUSE)
        callee.click("#accept")
        times = _since("clicked", callee, caller)
        callee.close()
        caller.close()
        return times

    return call


def tutorial(things: ExitStack, browser: Browser) -> Call:
    """There is nothing to accept: timed from when the callee's page takes the call by itself."""
    server = things.enter_context(servers.tutorial(free_port()))
    url = f"http://{server.host}/"
    alices, bobs = _context(browser, url), _context(browser, url)

    def call() -> Times:
        callee = _page(bobs, url, {"callee": "#remote"}, "#stage:not([hidden])", ["bob"])
        caller = _page(alices, url, {"caller": "#remote"}, None, ["alice", "bob"])
        caller.wait_for_timeout(PAUSE)
        caller.click("#call")
        times = _since("taken", callee, caller)
        callee.close()
        caller.close()
        return times

    return call


def ours(things: ExitStack, browser: Browser) -> Call:
    """The real site under daphne, and its real buttons."""
    site = things.enter_context(Site())
    for name in ("alice", "bob"):
        site.make_user(name)
    site.make_contacts("alice", "bob")
    alices, bobs = (_context(browser, site.url, site.sign_in(name)) for name in ("alice", "bob"))

    def call() -> Times:
        callee = _page(bobs, site.url, {"callee": '[aria-label="Video from alice"]'})
        caller = _page(alices, site.url, {"caller": '[aria-label="Video from bob"]'})
        caller.get_by_role("button", name="Video call bob").click()
        accept = callee.get_by_role("button", name="Accept with video")
        accept.wait_for()
        callee.wait_for_timeout(PAUSE)
        accept.click()
        times = _since("clicked", callee, caller)
        caller.get_by_role("button", name="Hang up").click()
        callee.get_by_role("button", name="Hang up").wait_for(state="hidden")
        callee.close()
        caller.close()
        return times

    return call


KINDS: dict[str, Callable[[ExitStack, Browser], Call]] = {
    "bare": bare,
    "bare, two pages": bare_pages,
    "bare, camera at the click": bare_camera,
    "bare, as ours": bare_as_ours,
    "tutorial": tutorial,
    "ours": ours,
}


def _since(mark: str, callee: Page, caller: Page) -> Times:
    """Wait for both ends' first frames; `mark` of the callee's page is when the call was accepted."""
    at_callee, at_caller = (page.evaluate("benchmarkMarks()") for page in (callee, caller))
    start = at_callee[mark]
    return Times(at_callee["frames"]["callee"] - start, at_caller["frames"]["caller"] - start)


def _context(browser: Browser, origin: str, cookies: Mapping[str, str] | None = None) -> BrowserContext:
    """A person's browser profile in which camera and microphone have been allowed before."""
    context = browser.new_context()
    context.grant_permissions(["camera", "microphone"], origin=origin)
    for name, value in (cookies or {}).items():
        context.add_cookies([{"name": name, "value": value, "url": origin}])
    return context


def _page(
    context: BrowserContext,
    url: str,
    videos: Mapping[str, str],
    taken: str | None = None,
    said: list[str] | None = None,
) -> Page:
    """A loaded page with its marks; `said` is what is typed into its prompts."""
    page = context.new_page()
    page.add_init_script(MARKS.replace("VIDEOS", json.dumps(videos), 2).replace("TAKEN", json.dumps(taken)))
    answers = iter(said or [])

    def answer(dialog: Dialog) -> None:
        dialog.accept(next(answers))

    page.on("dialog", answer)
    page.goto(url)
    return page


def _bare_url(site: str, page: str, camera: str, lines: int = 0) -> str:
    query = {"page": page, "camera": camera, "lines": lines, "media": json.dumps(MEDIA)}
    return f"{site}/bare.html?{urlencode(query)}"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Say nothing of each request."""


@contextmanager
def _files(folder: Path) -> Iterator[str]:
    """The folder's files over http; yields the origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
