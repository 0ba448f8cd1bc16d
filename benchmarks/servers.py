"""Starts the servers that are compared, ours and the peers', each as one process on a port of its own."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.prepared import migrated_database, site_environment
from tests.processes import PROJECT
from tests.stores import Redis

PEERS = PROJECT / "benchmarks" / "peers"
STARTING_TIME = 60.0
STOPPING_TIME = 15.0

DAPHNE = ["-m", "daphne", "-v", "0", "--websocket_timeout", "-1"]
OUR_DAPHNE = [*DAPHNE, "--websocket-max-message-size", "65536", "--websocket-max-frame-size", "65536"]
_FAST = ["--log-level", "warning", "--ws-per-message-deflate", "false"]
OUR_UVICORN = [
    *("-m", "uvicorn", *_FAST, "--ws", "videocall.frames:Frames"),
    *("--ws-max-size", "65536", "--ws-ping-interval", "0"),
]
TEXTBOOK_UVICORN = ["-m", "uvicorn", *_FAST, "--ws", "websockets-sansio"]
OUR_GRANIAN = ["-m", "granian", "--interface", "asgi", "--loop", "uvloop", "--log-level", "warning"]
OURS = "videocall.asgi:application"
# As it is served, but for the proxy with its certificate. site_environment() has the rate limits off: the
# load is far above them.
PRODUCTION = {"DEBUG": "0", "HTTPS": "0", "SECRET_KEY": "benchmark " * 6, "ALLOWED_HOSTS": "127.0.0.1"}


class Server(NamedTuple):
    """A running server and how to talk to it (benchmarks/dialects.py, scripts.py)."""

    pid: int
    port: int
    dialect: str
    people: list[dict[str, str]]
    restart: Callable[[], None] = lambda: None
    second: int = 0  # the other process's id; it listens one port above

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def hosts(self) -> list[str]:
        return [self.host, *([f"127.0.0.1:{self.port + 1}"] if self.second else [])]

    @property
    def pids(self) -> list[int]:
        return [self.pid, *([self.second] if self.second else [])]


# A server from its port and for so many pairs of people.
Kind = Callable[[int, int], AbstractContextManager[Server]]


def chosen(parser: argparse.ArgumentParser, kinds: Mapping[str, Kind]) -> argparse.Namespace:
    """What was asked for, and `kinds`: what there is, MiroTalk's server only with a checkout of it."""
    parser.add_argument("--mirotalk", type=Path, metavar="CHECKOUT", help="of miroslavpejic85/mirotalk")
    parser.add_argument("--only", nargs="+", choices=[*kinds, "mirotalk"], metavar="NAME")
    options = parser.parse_args()
    if options.mirotalk:
        if not (options.mirotalk / "app" / "src" / "server.js").exists():
            parser.error(f"{options.mirotalk} has no server of MiroTalk P2P.")
        kinds = {**kinds, "mirotalk": partial(mirotalk, options.mirotalk.resolve())}
    elif "mirotalk" in (options.only or []):
        parser.error("mirotalk takes --mirotalk CHECKOUT: its server is not in the npm registry.")
    options.kinds = kinds
    options.only = options.only or list(kinds)
    return options


@contextmanager
def tutorial(port: int, pairs: int = 0) -> Iterator[Server]:
    """The tutorial's Node server; `npm ci` in its folder comes first."""
    install_tutorial()
    command = ["node", "server.js"]
    environment = {**os.environ, "PORT": str(port), "QUIET": "1"}
    with _running(command, port, environment, PEERS / "tutorial") as pid:
        yield Server(pid, port, "tutorial", _nobodies(pairs))


@contextmanager
def textbook(port: int, pairs: int = 0) -> Iterator[Server]:
    """`group_send` over the in-memory layer, under daphne."""
    command = [sys.executable, *DAPHNE, "-p", str(port), "group_send:application"]
    with _running(command, port, dict(os.environ), PEERS / "textbook") as pid:
        yield Server(pid, port, "tutorial", _nobodies(pairs))


@contextmanager
def limit(port: int, pairs: int = 0) -> Iterator[Server]:
    """A bare relay on a WebSocket library written in C."""
    with _running(
        [sys.executable, "bare_relay.py", str(port)], port, dict(os.environ), PEERS / "limit"
    ) as pid:
        yield Server(pid, port, "tutorial", _nobodies(pairs))


@contextmanager
def ours_daphne(port: int, pairs: int = 0) -> Iterator[Server]:
    with _ours([*OUR_DAPHNE, "-p", str(port), OURS], port, pairs) as server:
        yield server


@contextmanager
def ours_uvicorn(port: int, pairs: int = 0) -> Iterator[Server]:
    """For many users: uvicorn on uvloop, compression off."""
    with _ours([*OUR_UVICORN, "--port", str(port), OURS], port, pairs) as server:
        yield server


@contextmanager
def ours_granian(port: int, pairs: int = 0) -> Iterator[Server]:
    """A server written in Rust."""
    with _ours([*OUR_GRANIAN, "--port", str(port), OURS], port, pairs) as server:
        yield server._replace(pid=_only_child(server.pid))


@contextmanager
def ours_apart(port: int, pairs: int = 0) -> Iterator[Server]:
    """Two processes under uvicorn over Redis, the two of a pair on one each."""
    with Redis() as redis, ExitStack() as runs:
        command = [*OUR_UVICORN, "--port", str(port), OURS]
        server = runs.enter_context(_ours(command, port, pairs, REDIS_URL=redis.url))
        command = [sys.executable, *OUR_UVICORN, "--port", str(port + 1), OURS]
        environment = _environment(Path(f"/proc/{server.pid}/environ"))
        yield server._replace(second=runs.enter_context(_running(command, port + 1, environment, PROJECT)))


@contextmanager
def textbook_apart(port: int, pairs: int = 0) -> Iterator[Server]:
    """The same with `group_send` over channels_redis' pubsub layer."""
    with Redis() as redis, ExitStack() as runs:
        environment = {**os.environ, "REDIS_URL": redis.url}
        command = [sys.executable, *TEXTBOOK_UVICORN, "group_send:application", "--port"]
        first, second = (
            runs.enter_context(_running([*command, str(at)], at, environment, PEERS / "textbook"))
            for at in (port, port + 1)
        )
        yield Server(first, port, "tutorial", _nobodies(pairs), second=second)


def _environment(file: Path) -> dict[str, str]:
    """What a running process was given."""
    pairs = (entry.decode().partition("=") for entry in file.read_bytes().split(b"\0") if entry)
    return {name: value for name, _, value in pairs}


@contextmanager
def peerjs(port: int, pairs: int = 0) -> Iterator[Server]:
    """The PeerJS server as it is installed. It forgets nobody who is silent for a minute."""
    folder = PEERS / "peerjs"
    _install(folder)
    command = ["node", "node_modules/.bin/peerjs", "--port", str(port), "--host", "127.0.0.1"]
    more = ["--concurrent_limit", "100000", "--alive_timeout", "600000"]
    with _running([*command, *more], port, dict(os.environ), folder) as pid:
        yield Server(pid, port, "peerjs", _nobodies(pairs))


@contextmanager
def mirotalk(checkout: Path, port: int, pairs: int = 0) -> Iterator[Server]:
    """MiroTalk P2P's server, which wants Node.js 22: without its debug log, and calling nobody. It has no
    limits on signals to turn off."""
    _install(checkout, "--omit=dev", "--ignore-scripts")
    source = checkout / "app" / "src"
    if not (source / "config.js").exists():  # as `npm start` does
        shutil.copy(source / "config.template.js", source / "config.js")
    command = ["node", "--require", str(PEERS / "mirotalk" / "loopback.cjs"), str(source / "server.js")]
    environment = {"PATH": os.environ["PATH"], "PORT": str(port), "NODE_ENV": "production"}
    environment |= {"LOGS_DEBUG": "false", "LOGS_COLORS": "false", "STATS_ENABLED": "false"}
    with (
        tempfile.TemporaryDirectory() as folder,  # without an .env
        _running(command, port, environment, Path(folder)) as pid,
    ):
        yield Server(pid, port, "mirotalk", _nobodies(pairs))


@contextmanager
def _ours(arguments: Sequence[str], port: int, pairs: int, **settings: str) -> Iterator[Server]:
    """The site on an empty SQLite database of its own, with `pairs` of contacts signed in."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        environment = site_environment(Path(folder), **PRODUCTION, **settings)
        shutil.copy(migrated_database(), folder)
        command = [sys.executable, "-m", "benchmarks.people", str(pairs)]
        people = subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE)
        command = [sys.executable, *arguments]
        with ExitStack() as runs:
            pid = runs.enter_context(_running(command, port, environment, PROJECT))

            def restart() -> None:
                runs.close()
                runs.enter_context(_running(command, port, environment, PROJECT))

            yield Server(pid, port, "ours", json.loads(people.stdout), restart)


def _only_child(pid: int) -> int:
    """Granian serves in a process of its own."""
    until = time.monotonic() + STARTING_TIME
    while not (children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        if time.monotonic() > until:
            raise SystemExit("granian started nobody.")
        time.sleep(0.1)
    return int(children[-1])


def _nobodies(pairs: int) -> list[dict[str, str]]:
    return [{"name": f"person-{index}", "cookie": ""} for index in range(2 * pairs)]


def install_tutorial() -> None:
    """What its server is made of, from the registry; so not from within a network that leads nowhere."""
    _install(PEERS / "tutorial")


def _install(folder: Path, *arguments: str) -> None:
    if not (folder / "node_modules" / ".package-lock.json").exists():  # npm writes it last
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("The peers' servers need Node.js with npm: apt-get install nodejs npm.")
        subprocess.run([npm, "ci", "--silent", *arguments], cwd=folder, check=True)


@contextmanager
def _running(
    command: Sequence[str], port: int, environment: Mapping[str, str], folder: Path
) -> Iterator[int]:
    """The command as a process, from when it listens until the block ends; yields its pid."""
    if _listens(port):
        raise SystemExit(f"Port {port} is taken.")
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(process, port)
            yield process.pid
        except BaseException:
            log.seek(0)
            sys.stderr.write(log.read()[-4000:])
            raise
        finally:
            _stop(process)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + STARTING_TIME
    while not _listens(port):
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"{process.args!r} did not start.")
        time.sleep(0.1)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOPPING_TIME)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
