"""systemd units of deploy/, and their processes started as systemd would start them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from tests.processes import PROJECT, Process

DEPLOY = PROJECT / "deploy"
# systemd hands on nothing of the environment it was started in.
BARE = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "LANG": "C.UTF-8"}


class Unit:
    """One of deploy's services: `Unit("videocall@8000.service", {"/opt/videocall": folder})`.

    `moved` says where the folders and files that it names lie in this test.
    """

    def __init__(self, name: str, moved: Mapping[str, Path]) -> None:
        self.name = name
        template, self.instance = re.sub(r"@.*\.", "@.", name), re.sub(r".*@|\..*", "", name)
        self._moved = moved
        self.settings = _settings((DEPLOY / template).read_text())

    def value(self, key: str) -> str:
        """The value that counts, with its specifier and this test's folders put in."""
        value = self.settings[key][-1].replace("%i", self.instance)
        for place, here in self._moved.items():
            value = value.replace(place, str(here))
        return value

    @property
    def environment(self) -> dict[str, str]:
        return BARE | environment_file(Path(self.value("EnvironmentFile")))

    def start(self, log: Path) -> Process:
        """The unit's process; what became of it is the caller's business."""
        folder = self.value("WorkingDirectory")
        return Process(shlex.split(self.value("ExecStart")), log, env=self.environment, cwd=folder)

    @property
    def stop_signal(self) -> str:
        return self.value("KillSignal")


def environment_file(path: Path) -> dict[str, str]:
    """As systemd.exec(5) reads one: a name and a value a line, up to the line's end."""
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.split("=", 1) for line in lines if line and line[0] not in "#;")
    return {pair[0]: pair[1] for pair in pairs}


def _settings(text: str) -> dict[str, list[str]]:
    """Every assignment of the unit, continued lines joined, comments left out."""
    joined = re.sub(r"\\\n\s*", " ", text)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", joined, re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found
