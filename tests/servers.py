"""Real servers for tests: the site under daphne or uvicorn (SITE_SERVER), Redis, PostgreSQL.

Context managers. Each is a process on a free loopback port with a temporary folder of its own, and is
stopped by its process id. Made once a test run and copied: the migrated database, the collected static
files, the PostgreSQL cluster's first state.

    with Site(RING_SECONDS=3) as site:
        site.make_user("alice"); site.make_user("bob"); site.make_contacts("alice", "bob")
        cookie = site.sign_in("alice")  # {"session": "…"}: no form, for wire tests

    with Redis() as redis, Postgres() as postgres, Site.pair(redis, postgres) as (first, second): …
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.prepared import manage, migrated_database, site_environment, static_files
from tests.processes import PROJECT, START_SECONDS, STOP_SECONDS, Process, Server, ServerError, wait_until
from tests.stores import Postgres, Redis, Sentinel, TlsRedis

__all__ = [
    "PASSWORD",
    "Postgres",
    "Redis",
    "Sentinel",
    "ServerError",
    "Site",
    "TlsRedis",
    "manage",
    "site_environment",
    "wait_until",
]

PASSWORD = "a quiet blue green kettle"
# SITE_SERVER=uvicorn runs the tests under the other one.
SERVE = {"SERVER": os.environ.get("SITE_SERVER", "daphne"), "PYTHON": sys.executable}
# SITE_DATABASE=postgresql gives each site that has not been told otherwise a database there.
ON_POSTGRESQL = os.environ.get("SITE_DATABASE") == "postgresql"
APPLICATION = "videocall.asgi:application"
BACKSTAGE = "import django; django.setup(); from tests.backstage import serve; serve()"


class Site(Server):
    """This project under its server, with a data folder and a database of its own.

    Settings are given by name, as in the environment: `Site(RING_SECONDS=3)`. Without DATABASE_URL it
    gets a migrated SQLite file. `shared_with` is another site whose data folder (secret key, SQLite
    file) this one uses too; that needs the same REDIS_URL.
    """

    def __init__(self, shared_with: Site | None = None, **settings: object) -> None:
        super().__init__()
        self.data: Path = shared_with.data if shared_with else self.folder / "var"
        given = {**(shared_with.settings if shared_with else {}), **settings}
        if ON_POSTGRESQL and not shared_with and "DATABASE_URL" not in given:
            given["DATABASE_URL"] = _cluster().new_database()
        self.settings: dict[str, str] = {name: str(value) for name, value in given.items()}
        self._backstage: Backstage | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://localhost:{self.port}/ws/"

    @property
    def socket_options(self) -> dict[str, Any]:
        """What a client of websockets needs besides the address."""
        return {}

    @property
    def environment(self) -> dict[str, str]:
        return site_environment(self.data, **self.settings)

    @property
    def memory(self) -> int:
        """Bytes that the server's process holds."""
        assert self.process
        return self.process.memory

    @property
    def log(self) -> str:
        """What the server has printed, this start and those before it."""
        return self.process.log if self.process else ""

    def start(self) -> None:
        self._prepare_data()
        arguments = [str(PROJECT / "deploy" / "serve"), str(self.port)]
        self.process = Process(arguments, self.folder / "log", env=self.environment | SERVE)
        self.process.wait_for(lambda: self._listens() and self._serves(), f"the site serves at {self.url}")

    def restart(self, number: int = signal.SIGTERM) -> None:
        """Stop with the signal and start again on the same port and data."""
        self.stop(number)
        self.start()

    @classmethod
    @contextlib.contextmanager
    def pair(
        cls, redis: Redis | Sentinel, postgres: Postgres | None = None, **settings: object
    ) -> Iterator[tuple[Site, Site]]:
        """Two processes of one site over Redis, on PostgreSQL or, without it, one SQLite file."""
        if postgres:
            settings["DATABASE_URL"] = postgres.new_database()
        with cls(None, **redis.settings, **settings) as first, cls(first) as second:
            yield first, second

    def manage(self, *arguments: str) -> str:
        """What `manage.py` with these arguments prints, in the site's environment."""
        return manage(self.environment, *arguments)

    # ---- straight in the database (tests/backstage.py) -------------------------------------------

    def backstage(self, deed: str, **given: Any) -> Any:
        """Do one of tests.backstage.DEEDS in this site's database, without its pages."""
        if self._backstage is None:
            self._backstage = Backstage(self.environment, self.folder / "backstage.log")
        return self._backstage.do(deed, given)

    def close_backstage(self) -> None:
        """No connection of ours to the database any more, until the next deed."""
        if self._backstage:
            self._backstage.close()
        self._backstage = None

    def make_user(self, username: str, name: str = "", password: str = PASSWORD, admin: bool = False) -> int:
        """The new person's id."""
        given = {"username": username, "password": password, "name": name, "admin": admin}
        return int(self.backstage("make_user", **given))

    def make_contacts(self, one: str, other: str) -> None:
        self.backstage("make_contacts", one=one, other=other)

    def sign_in(self, username: str) -> dict[str, str]:
        """The session cookie of somebody who has signed in, as {name: value}."""
        return {"session": self.backstage("sign_in", username=username)}

    # ----------------------------------------------------------------------------------------------

    def _prepare_data(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        database = self.data / "db.sqlite3"
        if "DATABASE_URL" not in self.settings and not database.exists():
            shutil.copy(migrated_database(), database)
        static = self.data / "static"
        if not static.exists():
            static.symlink_to(static_files())

    def _serves(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=START_SECONDS).close()
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True

    def _leave(self) -> None:
        self.close_backstage()
        super()._leave()


@functools.cache
def _cluster() -> Postgres:
    """One for all sites of a test run."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(Postgres())


class Backstage:
    """The other end of tests/backstage.py: one process a site, started with the first deed."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-c", BACKSTAGE],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                text=True, env=environment, cwd=PROJECT,
            )  # fmt: skip
        self._log = log

    def do(self, deed: str, given: dict[str, Any]) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": deed, "with": given}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ServerError(f"tests.backstage ended.\n{self._log.read_text()[-4000:]}")
        answer = json.loads(line)
        if "error" in answer:
            raise ServerError(f"{deed}({given}):\n{answer['error']}")
        return answer["result"]

    def close(self) -> None:
        self._process.communicate(timeout=STOP_SECONDS)
