"""Redis and PostgreSQL for tests."""

from __future__ import annotations

import functools
import itertools
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg
import redis

from tests.certificates import Authority
from tests.prepared import manage, shared_folder, site_environment
from tests.processes import Process, Server, program

# It keeps nothing that outlives a test.
QUICK = [
    *("-c", "fsync=off", "-c", "full_page_writes=off"),
    *("-c", "max_connections=200", "-c", "listen_addresses=127.0.0.1"),
]
# What was committed in the last moment may be gone after a crash.
FORGETFUL = ["-c", "synchronous_commit=off"]
_numbers = itertools.count(1)


class Redis(Server):
    """A Redis that keeps nothing on disk. `url` is the REDIS_URL; `master` is whom it copies."""

    def __init__(self, master: Redis | None = None) -> None:
        super().__init__()
        self._more = ["--replicaof", f"127.0.0.1 {master.port}"] if master else []

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def settings(self) -> dict[str, str]:
        """What a site that uses it is given."""
        return {"REDIS_URL": self.url}

    def start(self) -> None:
        where = ["--bind", "127.0.0.1", "--dir", str(self.folder), *self._listening()]
        keeping = ["--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"]
        arguments = [program("redis-server", "redis-server"), *where, *keeping, *self._more]
        self.process = Process(arguments, self.folder / "log")
        self.process.wait_for(self._answers, "Redis answers")

    def _listening(self) -> list[str]:
        return ["--port", str(self.port)]

    def _answers(self) -> bool:
        try:
            with self._connected() as client:
                client.sendall(b"PING\r\n")
                return client.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

    def _connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=1)


class TlsRedis(Redis):
    """A Redis that speaks TLS only, with a certificate of an authority of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._authority = Authority(self.folder)
        self._certificate = self._authority.issue(self.folder, "localhost")

    @property
    def url(self) -> str:
        return f"rediss://localhost:{self.port}/0"

    @property
    def settings(self) -> dict[str, str]:
        return {"REDIS_URL": self.url, "REDIS_CA": str(self._authority.file)}

    def _listening(self) -> list[str]:
        files = [str(self._certificate.chain), "--tls-key-file", str(self._certificate.key)]
        authority = ["--tls-ca-cert-file", str(self._authority.file), "--tls-auth-clients", "no"]
        return ["--port", "0", "--tls-port", str(self.port), "--tls-cert-file", *files, *authority]

    def _connected(self) -> socket.socket:
        trust = ssl.create_default_context(cafile=self._authority.file)
        return trust.wrap_socket(super()._connected(), server_hostname="localhost")


class Sentinel(Server):
    """A Sentinel that watches one master, and makes another one of its copies when it is gone."""

    NAME = "the-master"

    def __init__(self, master: Redis) -> None:
        super().__init__()
        watched = f"monitor {self.NAME} 127.0.0.1 {master.port} 1"
        patience = [f"down-after-milliseconds {self.NAME} 500", f"failover-timeout {self.NAME} 2000"]
        lines = [f"sentinel {line}" for line in (watched, *patience)]
        where = [f"port {self.port}", "bind 127.0.0.1", f"dir {self.folder}"]
        (self.folder / "sentinel.conf").write_text("\n".join([*where, *lines]))

    @property
    def settings(self) -> dict[str, str]:
        url = f"redis://{self.NAME}/0"
        return {"REDIS_URL": url, "REDIS_SENTINELS": f"127.0.0.1:{self.port}"}

    def start(self) -> None:
        command = [program("redis-server", "redis-server"), str(self.folder / "sentinel.conf"), "--sentinel"]
        self.process = Process(command, self.folder / "log")
        self.process.wait_for(lambda: self._knows(b"num-slaves", b"1"), "the Sentinel knows the copy")

    def master_port(self) -> int:
        """Which server it takes for the master now."""
        return int(self._master()[b"port"])

    def _knows(self, field: bytes, value: bytes) -> bool:
        return self._listens() and self._master()[field] == value

    def _master(self) -> dict[bytes, bytes]:
        with redis.Redis(port=self.port) as client:
            answer: Any = client.execute_command("SENTINEL", "MASTER", self.NAME, NEVER_DECODE=True)
        return dict(zip(answer[::2], answer[1::2], strict=True)) if isinstance(answer, list) else answer


class Postgres(Server):
    """A PostgreSQL cluster with fsync off. `new_database()` gives a migrated database each time.

    A `durable` one loses nothing when it is stopped with SIGQUIT (its *immediate* mode, a crash).
    """

    def __init__(self, durable: bool = False) -> None:
        super().__init__()
        self._options = QUICK if durable else QUICK + FORGETFUL

    @property
    def url(self) -> str:
        return self._url("postgres")

    def start(self) -> None:
        data = self.folder / "data"
        if not data.exists():
            shutil.copytree(_initial_cluster(), data)
            _give_to_postgres(self.folder)
        where = ["-D", str(data), "-p", str(self.port), "-k", str(self.folder)]
        self.process = Process(
            [_postgres("postgres"), *where, *self._options], self.folder / "log", **_as_postgres()
        )
        self.process.wait_for(self._answers, "PostgreSQL answers")

    def stop(self, number: int = signal.SIGINT) -> None:
        """SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave."""
        super().stop(number)

    def kill_a_backend(self) -> None:
        """One of its connections' processes dies: PostgreSQL then ends all others and recovers."""
        if children := self._children():
            os.kill(children[-1], signal.SIGKILL)

    def _pids(self) -> list[int]:
        return [*super()._pids(), *self._children()]

    def _children(self) -> list[int]:
        if not self.process:
            return []
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []

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
