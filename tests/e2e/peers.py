"""A page with two real peer connections, wired together without a server (peers.js)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests.processes import PROJECT
from tests.servers import wait_until

ADDRESS = "http://localhost:1"  # nobody listens: every file is handed out by the route below
ROOMS = ("/static/js/", "/tests/e2e/")
PAGE = "<!doctype html><title>Two peers</title><body></body>"


def _hand_out(route: Route) -> None:
    path = route.request.url.removeprefix(ADDRESS)
    if path == "/":
        route.fulfill(body=PAGE, content_type="text/html")
    elif path.startswith(ROOMS) and ".." not in path:
        route.fulfill(body=(PROJECT / Path(path.lstrip("/"))).read_text(), content_type="text/javascript")
    else:
        route.fulfill(status=404)


class Peers:
    """The pair of peers in the page (peers.js), and what a test asks about it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def wire(self, **options: object) -> None:
        self.page.evaluate(
            """async (options) => {
                Object.assign(globalThis, await import("/tests/e2e/peers.js"));
                globalThis.pair = new Pair(options);
            }""",
            options,
        )

    def do(self, script: str) -> Any:
        return self.page.evaluate(f"async () => {{ {script} }}")

    def ask(self, expression: str) -> Any:
        return self.page.evaluate(f"() => {expression}")

    def until(self, expression: str, seconds: float = 15) -> None:
        wait_until(lambda: self.ask(expression), seconds, expression)

    def connect(self) -> None:
        self.do(
            """pair.caller.setTracks(await tracks()); pair.callee.setTracks(await tracks());
            pair.callee.release();"""
        )
        self.until_media_flows()

    def until_gathered(self, who: str) -> None:
        """All of this end's candidates are there, and its description with them."""
        self.until(f"pair.gathering('{who}') === 'complete'")

    def until_media_flows(self) -> None:
        """More media comes in on both sides than by now."""
        self.until("pair.state('caller') === 'connected' && pair.state('callee') === 'connected'")
        for who in ("caller", "callee"):
            before = self.do(f"return pair.{who}.bytesReceived()")
            self.until_more(who, before)

    def until_more(self, who: str, before: int) -> None:
        script = f"return await pair.{who}.bytesReceived() > {before}"
        wait_until(lambda: self.do(script), 15, f"media at the {who}")

    def sent(self, who: str, kind: str) -> int:
        return int(self.ask(f"pair.log.filter(([one, kind]) => one === '{who}' && kind === '{kind}').length"))


@contextmanager
def peers_in(browser: Browser) -> Iterator[Peers]:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", _hand_out)
    page.goto(f"{ADDRESS}/")
    yield Peers(page)
    context.close()
