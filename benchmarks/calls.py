"""What a server carries: idle sockets, whole call set-ups, and everybody's return after a restart.

    python -m benchmarks.calls [--people 2200] [--seconds 15] [--at-once 4] [--only NAME …] [--no-restart]
        [--mirotalk CHECKOUT]

Every server is one process under the same callers (benchmarks/callers.py, a process of its own).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

from benchmarks import figures, servers
from tests.processes import PROJECT

KINDS: dict[str, servers.Kind] = {
    "tutorial": servers.tutorial,
    "PeerJS": servers.peerjs,
    "ours, daphne": servers.ours_daphne,
    "ours, uvicorn": servers.ours_uvicorn,
    "ours, granian": servers.ours_granian,
}
FIRST = 200  # people who connect before memory is looked at
HEAD = [
    *("server", "kB a socket", "sockets accepted/s", "ms a socket", "set-ups/s/core"),
    *("set-ups/s", "ring p50 ms", "ring p95 ms", "back in s", "calls kept"),
]


def main() -> None:
    options = _options()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(f"Before: {figures.machine()}", flush=True)
    results = {name: measured(name, options) for name in options.only}
    print(f"After: {figures.machine()}\n")
    print(f"{options.people} people, {options.at_once} set-ups at once\n")
    print(figures.table(HEAD, [[name, *_cells(result)] for name, result in results.items()]))
    if options.json:
        Path(options.json).write_text(json.dumps(results))


def measured(name: str, options: argparse.Namespace) -> dict[str, Any]:
    print(name, file=sys.stderr, flush=True)
    with options.kinds[name](options.port, options.people // 2) as server, _callers() as callers:
        assert callers.stdin
        assert callers.stdout
        _say(callers.stdin, json.dumps(_plan(server, options)))
        result: dict[str, Any] = {}
        for line in callers.stdout:
            told = json.loads(line)
            if told == {"restart": "now"}:
                server.restart()
                _say(callers.stdin, str(time.monotonic()))
            else:
                result |= told
    return result


def _callers() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.callers"]
    return subprocess.Popen(command, cwd=PROJECT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _plan(server: servers.Server, options: argparse.Namespace) -> dict[str, Any]:
    return {
        "script": server.dialect,
        "url": f"ws://{server.host}",
        "origin": f"http://{server.host}",
        "pid": server.pid,
        "people": server.people,
        "first": min(FIRST, options.people // 2),
        "at_once": options.at_once,
        "seconds": options.seconds,
        "restart": server.dialect == "ours" and not options.no_restart,
    }


def _say(pipe: IO[str], line: str) -> None:
    pipe.write(f"{line}\n")
    pipe.flush()


def _cells(result: dict[str, Any]) -> list[str]:
    connecting, calling, back = (result.get(part, {}) for part in ("connecting", "calling", "restart"))
    return [
        f"{connecting['kb_a_socket']:.0f}",
        f"{connecting['a_second']:.0f}",
        f"{connecting['ms_a_socket']:.2f}",
        f"{calling['per_core_second']:.0f}" if calling else "",
        f"{calling['a_second']:.0f}" if calling else "",
        f"{calling['ring_p50_ms']:.1f}" if calling else "",
        f"{calling['ring_p95_ms']:.1f}" if calling else "",
        f"{back['seconds']:.1f}" if back else "",
        f"{back['calls_kept']} of {back['of']}" if back else "",
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Sockets, call set-ups and a restart.")
    parser.add_argument("--people", type=int, default=2200)
    parser.add_argument("--seconds", type=float, default=15.0, help="of calling; 0 for none")
    parser.add_argument("--at-once", type=int, default=4, help="pairs in a set-up at any time")
    parser.add_argument("--no-restart", action="store_true")
    parser.add_argument("--port", type=int, default=int(os.environ.get("BENCH_PORT", "8200")))
    parser.add_argument("--json", help="a file for all that was measured")
    return servers.chosen(parser, KINDS)


if __name__ == "__main__":
    main()
