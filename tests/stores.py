"""Redis and PostgreSQL for tests."""

from __future__ import annotations

import functools
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from tests.prepared import manage, shared_folder, site_environment
from tests.processes import Process, Server, program

# It keeps nothing that outlives a test.
QUICK = [
    *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
    *("-c", "max_connections=200", "-c", "listen_addresses=127.0.0.1"),
]
_numbers = itertools.count(1)


class Redis(Server):
    """A Redis that keeps nothing on disk. `url` is the REDIS_URL."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        arguments = [program("redis-server", "redis-server"), *where, "--save", "", "--appendonly", "no"]
        self.process = Process(arguments, self.folder / "log")
        self.process.wait_for(self._answers, "Redis answers")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as client:
                client.sendall(b"PING\r\n")
                return client.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


class Postgres(Server):
    """A PostgreSQL cluster with fsync off. `new_database()` gives a migrated database each time."""

    @property
    def url(self) -> str:
        return self._url("postgres")

    def start(self) -> None:
        data = self.folder / "data"
        if not data.exists():
            shutil.copytree(_initial_cluster(), data)
            _give_to_postgres(self.folder)
        where = ["-D", str(data), "-p", str(self.port), "-k", str(self.folder)]
        self.process = Process([_postgres("postgres"), *where, *QUICK], self.folder / "log", **_as_postgres())
        self.process.wait_for(self._answers, "PostgreSQL answers")

    def stop(self, number: int = signal.SIGINT) -> None:
        """SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave."""
        super().stop(number)

    def new_database(self, migrated: bool = True) -> str:
        """The DATABASE_URL of a new database, with the site's tables unless told otherwise."""
        name = f"site_{next(_numbers)}"
        self._execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {self._template}" if migrated else ""))
        return self._url(name)

    @functools.cached_property
    def _template(self) -> str:
        self._execute("CREATE DATABASE migrated")
        manage(site_environment(self._data, DATABASE_URL=self._url("migrated")), "migrate")
        return "migrated"

    @functools.cached_property
    def _data(self) -> Path:
        """A data folder for commands on this cluster; the cluster's own belongs to postgres."""
        return Path(tempfile.mkdtemp(dir=shared_folder()))

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _url(self, database: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=1).close()
        except psycopg.OperationalError:
            return False
        return True


@functools.cache
def _initial_cluster() -> Path:
    folder = shared_folder() / "postgres"
    folder.mkdir()
    _give_to_postgres(folder)
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    command = [_postgres("initdb"), "-D", str(folder / "data"), *options]
    subprocess.run(command, check=True, capture_output=True, cwd="/", **_as_postgres())
    return folder / "data"


def _postgres(name: str) -> str:
    """A PostgreSQL program of the newest version that is installed; Debian keeps them off the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _version(path.parent.name))
    return program(name, "postgresql", *(str(folder) for folder in reversed(folders)))


def _version(name: str) -> int:
    digits = re.match(r"\d+", name)
    return int(digits[0]) if digits else 0


def _as_postgres() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: its own account then runs it."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _give_to_postgres(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, "postgres", "postgres")
