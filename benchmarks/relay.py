"""What a relay passes on: messages a second and core, and how long one takes.

    python -m benchmarks.relay [--rounds 3] [--seconds 3] [--pairs 100 1000] [--idle 5000] [--only NAME …]
        [--mirotalk CHECKOUT]

Every round starts each server anew, one after the other, under the same load generator
(benchmarks/load.py, a process of its own). Prints one table a number of pairs: medians of the
rounds, and ratios to the tutorial's server within the round.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import figures, servers
from tests.processes import PROJECT

KINDS: dict[str, servers.Kind] = {
    "tutorial": servers.tutorial,
    "ours, daphne": servers.ours_daphne,
    "ours, uvicorn": servers.ours_uvicorn,
    "ours, granian": servers.ours_granian,
    "textbook": servers.textbook,
    "ours, two processes": servers.ours_apart,
    "pubsub, two processes": servers.textbook_apart,
    "limit": servers.limit,
}
REFERENCE = "tutorial"
SIZES = (300, 4096)  # bytes of a message as it is sent
RATE = 1000  # messages a second while delays are measured: slow enough for every server
GENERATOR_TIME = 600.0

# {(pairs, server): [result of benchmarks/load.py, one a round]}
Results = dict[tuple[int, str], list[dict[str, Any]]]


def main() -> None:
    options = _options()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(f"Before: {figures.machine()}", flush=True)
    results = measure(options)
    print(f"After: {figures.machine()}\n")
    for pairs in options.pairs:
        print(f"{pairs} pairs, median of {options.rounds} rounds\n")
        print(report({name: results[pairs, name] for name in options.only}), end="\n\n")
        if options.idle:
            print(f"the same beside {options.idle} idle people, and its ratio to without\n")
            print(beside_idle({name: results[pairs, name] for name in options.only}), end="\n\n")
    if options.json:
        everything = [
            {"pairs": pairs, "server": name, "rounds": all_} for (pairs, name), all_ in results.items()
        ]
        Path(options.json).write_text(json.dumps(everything))


def measure(options: argparse.Namespace) -> Results:
    results: Results = defaultdict(list)
    for number in range(options.rounds):
        for pairs in options.pairs:
            for name in options.only:
                print(f"round {number + 1}: {name}, {pairs} pairs", file=sys.stderr, flush=True)
                with options.kinds[name](options.port, pairs + options.idle // 2) as server:
                    results[pairs, name].append(_loaded(server, pairs, options.seconds))
    return results


def _loaded(server: servers.Server, pairs: int, seconds: float) -> dict[str, Any]:
    """What the load generator found of this server."""
    plan = {
        "dialect": server.dialect,
        "urls": [f"ws://{host}" for host in server.hosts],
        "origins": [f"http://{host}" for host in server.hosts],
        "pids": server.pids,
        "people": server.people[: 2 * pairs],
        "idle": server.people[2 * pairs :],
        "phases": list(_phases(pairs, seconds)),
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"], cwd=PROJECT, input=json.dumps(plan),
        stdout=subprocess.PIPE, text=True, check=True, timeout=GENERATOR_TIME,
    )  # fmt: skip
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _phases(pairs: int, seconds: float) -> Iterator[dict[str, Any]]:
    window = 2 if pairs < 500 else 1
    for size in SIZES:
        yield {"kind": "pace", "size": size, "rate": RATE, "seconds": seconds}
    for size in SIZES:
        yield {"kind": "flood", "size": size, "window": window, "seconds": seconds}


def report(results: dict[str, list[dict[str, Any]]]) -> str:
    head = ["server"]
    for size in SIZES:
        head += [f"{size} B: msg/s/core", "ratio", "msg/s", "p50 ms", "p99 ms", "lost"]
    head += ["ready in s", "kB a socket", "closed", "generator busy"]
    rows = [[name, *_cells(rounds, results.get(REFERENCE))] for name, rounds in results.items()]
    return figures.table(head, rows)


def beside_idle(results: dict[str, list[dict[str, Any]]]) -> str:
    head = ["server", *(f"{size} B: {what}" for size in SIZES for what in ("msg/s/core", "ratio"))]
    rows = []
    for name, rounds in results.items():
        cells = [name]
        for size in SIZES:
            alone = _values(rounds, "flood", size, "per_core_second")
            beside = _values(rounds, "flood", size, "per_core_second", "beside_idle")
            ratios = [after / before for before, after in zip(alone, beside, strict=True)]
            cells += [f"{figures.median(beside):,.0f}", f"{figures.median(ratios):.2f}"]
        rows.append(cells)
    return figures.table(head, rows)


def _cells(rounds: list[dict[str, Any]], reference: list[dict[str, Any]] | None) -> Iterator[str]:
    for size in SIZES:
        speed = _values(rounds, "flood", size, "per_core_second")
        yield f"{figures.median(speed):,.0f}"
        if reference:
            beside = _values(reference, "flood", size, "per_core_second")
            yield f"{figures.median([own / other for own, other in zip(speed, beside, strict=True)]):.2f}"
        else:
            yield ""
        yield f"{figures.median(_values(rounds, 'flood', size, 'per_second')):,.0f}"
        yield f"{figures.median(_values(rounds, 'pace', size, 'p50_ms')):.2f}"
        yield f"{figures.median(_values(rounds, 'pace', size, 'p99_ms')):.2f}"
        yield f"{sum(sum(_values(rounds, kind, size, 'lost')) for kind in ('flood', 'pace')):.0f}"
    yield f"{figures.median([one['setting_up']['seconds'] for one in rounds]):.1f}"
    yield f"{figures.median([one['setting_up']['kb_a_socket'] for one in rounds]):.0f}"
    yield str(sum(one["lines_lost"] for one in rounds))
    yield f"{max(phase.get('generator_busy', 0) for one in rounds for phase in one['phases']):.0%}"


def _values(
    rounds: list[dict[str, Any]], kind: str, size: int, name: str, part: str = "phases"
) -> list[float]:
    phases = (phase for one in rounds for phase in one[part])
    return [phase[name] for phase in phases if phase["kind"] == kind and phase["size"] == size]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Messages relayed, and how fast.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="length of each phase")
    parser.add_argument("--pairs", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--idle", type=int, default=0, help="people who connect afterwards, and say nothing")
    parser.add_argument("--port", type=int, default=int(os.environ.get("BENCH_PORT", "8200")))
    parser.add_argument("--json", help="a file for all that was measured")
    return servers.chosen(parser, KINDS)


if __name__ == "__main__":
    main()
