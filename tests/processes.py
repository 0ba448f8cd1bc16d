"""Programs that tests start: each on a free loopback port, with a folder and a log, ended by its id."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

PROJECT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
STOP_SECONDS = 15


class ServerError(Exception):
    """A server did not start, or ended by itself. The message has the end of its log."""


def free_port(neighbours: int = 0) -> int:
    """A port that nobody listens on now, nor on so many after it. Below those that the system gives to
    outgoing connections (Linux: from 32768), which might take it before the server does."""
    while True:
        port = random.randrange(15_000, 32_000)
        with contextlib.ExitStack() as probes:
            try:
                for number in range(port, port + neighbours + 1):
                    probes.enter_context(socket.socket()).bind(("", number))
            except OSError:
                continue
            return port


def wait_until(condition: Callable[[], Any], seconds: float, what: str, every: float = 0.02) -> Any:
    """The condition's first true value; TimeoutError with `what` after `seconds`. It is asked each time
    `every` seconds have passed."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Not within {seconds} s: {what}")
        time.sleep(every)
    return value


def program(name: str, package: str, *folders: str) -> str:
    """The full path of a program; a sentence that names the Debian package where it is missing."""
    places = os.pathsep.join([*folders, os.environ.get("PATH", ""), "/usr/sbin"])
    path = shutil.which(name, path=places)
    if path is None:
        raise ServerError(f"{name} is not installed. On Debian and Ubuntu: sudo apt install {package}")
    return path


class Process:
    """A program with a log file, ended by its process id."""

    def __init__(self, arguments: list[str], log: Path, **options: Any) -> None:
        self.log_path = log
        with log.open("ab") as output:
            where = {"cwd": PROJECT} | options
            self._process = subprocess.Popen(arguments, stdout=output, stderr=output, **where)
        self.pid = self._process.pid

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    @property
    def memory(self) -> int:
        """Bytes that it holds (Linux: resident set)."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * resource.getpagesize()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def wait_for(self, ready: Callable[[], Any], what: str, within: float = START_SECONDS) -> None:
        """Until `ready`; ServerError with the log's end when the program ends or takes too long."""
        try:
            wait_until(lambda: not self.running or ready(), within, what)
        except TimeoutError as error:
            raise ServerError(f"{error}\n{self.log[-4000:]}") from None
        if not self.running:
            raise ServerError(f"Ended with {self._process.returncode}: {what}\n{self.log[-4000:]}")

    def ended(self, within: float = STOP_SECONDS) -> int:
        """Its exit code, once it has ended by itself; subprocess.TimeoutExpired when it has not."""
        return self._process.wait(within)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it; killed outright when it has not gone in time. Nothing if it has ended."""
        if not self.running:
            return
        self._process.send_signal(number)
        try:
            self.ended()
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Server:
    """What the servers have in common: a temporary folder, a port, a process; a context manager."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"videocall-{type(self).__name__.lower()}-"))
        self.port = free_port()
        self.process: Process | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        raise NotImplementedError

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the process with this signal (SIGKILL to crash it); the folder and the port stay."""
        if self.process:
            self.process.stop(number)

    def pause(self) -> None:
        """It stands still, its sockets stay open: a machine that hangs."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        for pid in self._pids():
            with contextlib.suppress(ProcessLookupError):  # PostgreSQL ends one for each connection
                os.kill(pid, number)

    def _pids(self) -> list[int]:
        """The process, and what else stands still with it."""
        return [self.process.pid] if self.process and self.process.running else []

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._leave()

    def _leave(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
