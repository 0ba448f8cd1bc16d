"""How long it takes until both see each other again after one page was loaded again in a call.

    python -m benchmarks.reload_time [--reloads 20]

On loopback, without the other side doing anything; the two pages in turn. From the order to load
the page again until frames of the new connection are decoded on both screens.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browsers import launch
from tests.e2e.cast import cast_of
from tests.e2e.test_whole_call import talk
from tests.processes import wait_until
from tests.servers import Site

SECONDS = 30
# Frames decoded by a connection that was made later than the one given.
SEES = """async (known) => {
  for (const peer of (window.witness?.peers ?? []).slice(known)) {
    const rows = peer.connectionState === "connected" ? [...(await peer.getStats()).values()] : [];
    const pictures = rows.filter((row) => row.type === "inbound-rtp" && row.kind === "video");
    if (pictures.some((row) => row.framesDecoded > 0)) return true;
  }
  return false;
}"""


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--reloads", type=int, default=20)
    reloads = arguments.parse_args().reloads
    with (
        sync_playwright() as playwright,
        launch(playwright) as browser,
        Site() as site,
        cast_of(browser, site) as cast,
    ):
        alice, bob = cast("Alice", "Bob")
        talk(alice, bob)
        taken = [measure(*pair(alice.page, bob.page, turn)) for turn in range(reloads)]
    print(f"{reloads} reloads: {report(taken)}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def pair(one: Page, other: Page, turn: int) -> tuple[Page, Page]:
    return (one, other) if turn % 2 == 0 else (other, one)


def measure(loaded: Page, other: Page) -> float:
    """Seconds until both see each other again."""
    known = other.evaluate("witness.peers.length")
    began = time.monotonic()
    loaded.reload(wait_until="commit")
    wait_until(lambda: loaded.evaluate(SEES, 0), SECONDS, "the loaded page sees the other one", 0.05)
    wait_until(lambda: other.evaluate(SEES, known), SECONDS, "the other one sees the loaded page", 0.05)
    return time.monotonic() - began


def report(taken: list[float]) -> str:
    ordered = sorted(taken)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"p50 {statistics.median(ordered):.2f} s, p95 {p95:.2f} s, longest {ordered[-1]:.2f} s"


if __name__ == "__main__":
    main()
