"""compose.yaml's parts as processes: no Docker engine, the same files, environments and commands.

What is in the image, by .dockerignore, lies in a folder of its own; Caddy and coturn run as compose starts
them, with this test's ports.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.caddy import Caddy
from tests.processes import PROJECT, Process, free_port
from tests.proxy import NAME
from tests.servers import Postgres, Redis, Site
from tests.units import environment_file

BUSY = 120  # seconds, for what takes three on a machine with nothing else to do


def made_env(folder: Path) -> dict[str, str]:
    """What deploy/make-env prints, read as compose reads a .env."""
    command = [str(PROJECT / "deploy" / "make-env"), NAME, "203.0.113.10"]
    file = folder / ".env"
    file.write_text(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return environment_file(file)


def services(variables: dict[str, str]) -> dict[str, dict[str, Any]]:
    """compose.yaml's services, its ${…} filled in."""
    text = (PROJECT / "compose.yaml").read_text()
    reference = re.compile(r"\$\{(\w+)(?::([-?])([^${}]*))?\}")

    def value(match: re.Match[str]) -> str:
        name, kind, default = match.groups()
        given = variables.get(name, "")
        assert given or kind == "-", f"compose.yaml needs {name}"
        return given or default

    while reference.search(text):
        text = reference.sub(value, text)
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)["services"]
    return found


def image_context(folder: Path) -> None:
    """Copy what .dockerignore lets into the image."""
    rules = (PROJECT / ".dockerignore").read_text().splitlines()
    left_out = [rule.removeprefix("**/") for rule in rules if rule.startswith("**/")]
    for rule in rules:
        path = rule.removeprefix("!")
        source = PROJECT / path
        if path == rule:
            continue
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, folder / path, ignore=shutil.ignore_patterns(*left_out))
        else:
            shutil.copy2(source, folder / path)


class Composed(Site):
    """migrate, web-1, web-2 and caddy of compose.yaml, on this test's PostgreSQL and Redis."""

    def __init__(self, redis: Redis, postgres: Postgres) -> None:
        super().__init__()
        self.variables = made_env(self.folder)
        self.services = services(self.variables)
        self.stores = {"DATABASE_URL": postgres.new_database(migrated=False), "REDIS_URL": redis.url}
        self.program = self.folder / "image"
        self.ports = {"web-1": free_port(), "web-2": free_port()}
        processes = self.services["caddy"]["environment"]["PROCESSES"]
        for name, port in self.ports.items():
            processes = processes.replace(f"{name}:8000", f"127.0.0.1:{port}")
        self.caddy = Caddy(processes.split())
        self.running: list[Process] = []

    @property
    def url(self) -> str:
        return f"https://{NAME}"

    @property
    def socket_url(self) -> str:
        return f"wss://{NAME}/ws/"

    @property
    def socket_options(self) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": self.caddy.port, "ssl": self.caddy.trust}

    @property
    def environment(self) -> dict[str, str]:
        """Of a process of the site: .env, and over it what compose.yaml says; the stores are this test's."""
        ours = self.services["web-1"]["environment"] | self.stores
        places = {"DATA_DIR": str(self.folder / "data"), "STATIC_DIR": str(self.folder / "data" / "static")}
        # The proxy's network is compose's; here all of it is this machine.
        return (
            self.variables
            | ours
            | places
            | {"TRUSTED_PROXIES": "127.0.0.1", "PYTHON": sys.executable}
            | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
            | {"DJANGO_SETTINGS_MODULE": "videocall.settings"}
        )

    @property
    def log(self) -> str:
        logs = [path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log"))]
        return "".join([self.caddy.log, *logs])

    def sign_in(self, username: str) -> dict[str, str]:
        return {"__Host-session": self.backstage("sign_in", username=username)}

    def start(self) -> None:
        image_context(self.program)
        migrate = self._run("migrate", self.services["migrate"]["command"])
        assert migrate.ended(BUSY) == 0, migrate.log
        command = re.search(r"^CMD (\[.*\])$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)
        assert command
        for name, port in self.ports.items():
            self._run(name, json.loads(command[1]), PORT=str(port))
        self.caddy.start()
        for name, port in self.ports.items():
            check = self.services[name]["healthcheck"]["test"][1:]
            healthy = functools.partial(self._healthy, check, port)
            self.running[0].wait_for(healthy, f"{name} is ready", BUSY)

    def stop(self, number: int = 15) -> None:
        for process in self.running:
            process.stop(number)
        self.caddy.stop(number)

    def _leave(self) -> None:
        super()._leave()
        self.caddy.__exit__()

    def _run(self, name: str, command: list[str], **environment: str) -> Process:
        where = {"env": self.environment | environment, "cwd": self.program}
        process = Process(command, self.folder / f"{name}.log", **where)
        if name != "migrate":
            self.running.append(process)
        return process

    def _healthy(self, check: list[str], port: int) -> bool:
        where: dict[str, Any] = {"env": self.environment | {"PORT": str(port)}, "cwd": self.program}
        return subprocess.run(check, capture_output=True, check=False, **where).returncode == 0
