"""One network namespace: commands in it, files of its own below /etc, and its end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.processes import program, wait_until

ETC = Path("/etc/netns")  # ip-netns(8): what lies here is seen in the namespace's /etc
OFFLOADS = ("tx", "rx", "gso", "tso", "gro")


class LabError(Exception):
    """The laboratory could not be set up. The message has the command and what it said."""


class Namespace:
    """Made at once; `close()` ends what still runs in it and removes it."""

    def __init__(self, name: str) -> None:
        self.name = name
        run("ip", "netns", "add", name)
        self.ip("link set lo up")

    @property
    def within(self) -> list[str]:
        """What a command is put behind to run in here."""
        return [program("ip", "iproute2"), "netns", "exec", self.name]

    def ip(self, arguments: str) -> None:
        run("ip", "-n", self.name, *arguments.split())

    def run(self, *command: str, given: str | None = None) -> str:
        return run(*self.within, *command, given=given)

    def write(self, file: str, text: str) -> None:
        """A file of /etc for what runs in here: hosts, resolv.conf."""
        folder = ETC / self.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)

    def join(self, device: str, other: Namespace, other_device: str) -> None:
        """A cable from an interface here to one there; checksums and segments as on a real one."""
        self.ip(f"link add {device} type veth peer name {other_device} netns {other.name}")
        for namespace, end in ((self, device), (other, other_device)):
            offloads = [word for name in OFFLOADS for word in (name, "off")]
            namespace.run(program("ethtool", "ethtool"), "-K", end, *offloads)
            namespace.ip(f"link set {end} up")

    def close(self) -> None:
        remove(self.name)


def run(*command: str, given: str | None = None) -> str:
    """What the command says; LabError when it fails."""
    done = subprocess.run(
        command, input=given, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise LabError(f"{' '.join(command)}\n{given or ''}\n{done.stdout}")
    return done.stdout


def remove(name: str) -> None:
    """End the namespace's processes, which nobody else has started, and then remove what there is of it."""
    if Path("/run/netns", name).exists():
        wait_until(lambda: not _end_processes(name), 10, f"the processes in {name} end")
        run("ip", "netns", "delete", name)
    shutil.rmtree(ETC / name, ignore_errors=True)


def _end_processes(name: str) -> Sequence[str]:
    """Kill them; those there were."""
    there = run("ip", "netns", "pids", name).split()
    for process in there:
        try:
            os.kill(int(process), signal.SIGKILL)
        except ProcessLookupError:
            continue
    return there
