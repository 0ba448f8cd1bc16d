"""From accepting a call to the first frame of the other side, at both ends.

    python -m benchmarks.setup_time [--calls 30] [--only NAME …] [--json FILE]

Calls of every kind take turns in one browser, so that whatever else the machine does hits all alike.
Every call is the first of freshly loaded pages, accepted after a person's pause. Prints medians, 95th
percentiles, and the ratios that matter.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import figures, namespace, servers
from benchmarks.browser_calls import ENDS, KINDS, Times

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
    "--autoplay-policy=no-user-gesture-required",
]
PRODUCT = "ours"
COMPARED_WITH = ("bare", "bare, two pages", "bare, camera at the click", "bare, as ours", "tutorial")


def main() -> None:
    options = _options()
    if "tutorial" in options.only:
        servers.install_tutorial()
    namespace.enter()
    print(f"Before: {figures.machine()}", flush=True)
    times = measure(options.only, options.calls)
    print(f"After: {figures.machine()}\n\n{report(times)}")
    if options.json:
        Path(options.json).write_text(json.dumps(times))


def measure(names: list[str], calls: int) -> dict[str, list[Times]]:
    times: dict[str, list[Times]] = defaultdict(list)
    with sync_playwright() as driver, ExitStack() as things:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        things.callback(browser.close)
        print(f"Chromium {browser.version}", flush=True)
        kinds = {name: KINDS[name](things, browser) for name in names}
        for number in range(calls):
            for name, call in kinds.items():
                times[name].append(call())
            print(number + 1, {name: tuple(all_[-1]) for name, all_ in times.items()}, file=sys.stderr)
    return times


def report(times: dict[str, list[Times]]) -> str:
    head = ["", *(f"{end}: {what}" for end in ENDS for what in ("median ms", "p95 ms"))]
    rows = []
    for name, all_ in times.items():
        ends = [[float(one[index]) for one in all_] for index in range(len(ENDS))]
        values = [value for end in ends for value in (figures.median(end), figures.percentile(end, 0.95))]
        rows.append([name, *(f"{value:.0f}" for value in values)])
    return figures.table(head, rows) + "\n\n" + ratios(times)


def ratios(times: dict[str, list[Times]]) -> str:
    """Ours by each other kind: the ratio of the medians, and of the 95th percentiles."""
    head = [f"{PRODUCT} / …", *(f"{end}: {what}" for end in ENDS for what in ("median", "p95"))]
    rows = []
    for other in COMPARED_WITH:
        if other not in times or PRODUCT not in times:
            continue
        cells = []
        for index in range(len(ENDS)):
            own, beside = ([float(one[index]) for one in times[name]] for name in (PRODUCT, other))
            cells.append(f"{figures.median(own) / figures.median(beside):.2f}")
            cells.append(f"{figures.percentile(own, 0.95) / figures.percentile(beside, 0.95):.2f}")
        rows.append([other, *cells])
    return figures.table(head, rows) if rows else ""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="From accepting a call to the first frame.")
    parser.add_argument("--calls", type=int, default=30, help="of each kind")
    parser.add_argument("--only", nargs="+", choices=list(KINDS), default=list(KINDS), metavar="NAME")
    parser.add_argument("--json", help="a file for every single time")
    return parser.parse_args()


if __name__ == "__main__":
    main()
