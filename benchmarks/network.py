"""How long calls take to connect on difficult networks, and to come back after trouble.

    sudo .venv/bin/python -m benchmarks.network [--runs 20] [--only NAME …] [--json FILE]

Real browsers, the site behind its proxy and coturn, in network namespaces (tests/network). Scenarios take
turns. Prints the median and the 95th percentile of each, and by which way the picture went.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import figures
from tests.network.scenarios import CONNECTS, TROUBLES, Outcome
from tests.network.stage import Stage

SCENARIOS = CONNECTS | TROUBLES


def main() -> None:
    options = _options()
    print(f"Before: {figures.machine()}", flush=True)
    outcomes, failures = measure(options.only, options.runs)
    print(f"After: {figures.machine()}\n\n{report(outcomes, failures)}")
    if options.json:
        Path(options.json).write_text(json.dumps(outcomes))
    raise SystemExit(1 if failures else 0)


def measure(names: list[str], runs: int) -> tuple[dict[str, list[Outcome]], Counter[str]]:
    """What came of each scenario, and how many runs of it failed."""
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    failures: Counter[str] = Counter()
    with ExitStack() as things:
        folder = things.enter_context(tempfile.TemporaryDirectory())
        driver = things.enter_context(sync_playwright())
        stage = things.enter_context(Stage(driver, Path(folder)))
        for run, name in itertools.product(range(1, runs + 1), names):
            try:
                stage.calm()
                outcomes[name].append(SCENARIOS[name](stage))
                print(run, name, outcomes[name][-1], file=sys.stderr, flush=True)
            except Exception as error:  # noqa: BLE001 (counted, and shown)
                failures[name] += 1
                print(run, name, f"FAILED: {str(error)[:500]}", file=sys.stderr, flush=True)
                stage.start_over()
    return outcomes, failures


def report(outcomes: dict[str, list[Outcome]], failures: Counter[str]) -> str:
    head = ["", "runs", "failed", "p50 s", "p95 s", "way"]
    rows = []
    for name, all_ in outcomes.items():
        seconds = [one.seconds for one in all_]
        ways = Counter(f"{one.ways[0].kind}/{one.ways[0].over}" for one in all_)
        middle, late = figures.median(seconds), figures.percentile(seconds, 0.95)
        way = ", ".join(f"{way} {count}" for way, count in ways.most_common())
        rows.append([name, str(len(all_)), str(failures[name]), f"{middle:.1f}", f"{late:.1f}", way])
    return figures.table(head, rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Connecting and coming back on difficult networks.")
    parser.add_argument("--runs", type=int, default=20, help="of each scenario")
    parser.add_argument("--only", nargs="+", choices=list(SCENARIOS), default=list(SCENARIOS), metavar="NAME")
    parser.add_argument("--json", help="a file for every single outcome")
    return parser.parse_args()


if __name__ == "__main__":
    main()
