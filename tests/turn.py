"""coturn for tests, started from deploy/turnserver.conf as it is; what a test's server has of its own is said
on the command line, as an operator may do.

    with Coturn(authority) as coturn, Site(**coturn.settings) as site: …
"""

from __future__ import annotations

import contextlib
import ipaddress
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from tests.certificates import Authority
from tests.processes import PROJECT, Process, Server, free_port, program

SECRET = "what the site and coturn both know"
REALM = "turn.example.org"
MAX_PORT = 50151  # a thousand are enough, and looked through quickly
SCHEMA = Path("/usr/share/coturn/schema.sql")  # Debian's package
CONFIGURATION = PROJECT / "deploy" / "turnserver.conf"


class Coturn(Server):
    """A coturn with the shipped configuration.

    It listens and relays on `address` and on those of `also`. With an `authority` it also serves tls, with a
    certificate for `name` and the addresses. `allow` are addresses and ranges (first-last) that it relays to
    although they are special: on loopback and in a test's network all are. `within` is a command that it is
    started through (`ip netns exec …`). `options` are further ones by name; a list is said several times,
    True has no value.
    """

    def __init__(
        self,
        authority: Authority | None = None,
        address: str = "127.0.0.1",
        *,
        also: Sequence[str] = (),
        name: str = "localhost",
        allow: Sequence[str] = (),
        within: Sequence[str] = (),
        **options: str | int | Sequence[str] | bool,
    ) -> None:
        super().__init__()
        self.address, self.authority, self.name = address, authority, name
        self.tls_port = free_port()
        self.secret = SECRET
        self._addresses = [address, *also]
        self._allow = [allow] if isinstance(allow, str) else list(allow)
        self._within = list(within)
        self._options = options

    @property
    def stun_url(self) -> str:
        return f"stun:{_host(self.address)}:{self.port}"

    @property
    def urls(self) -> list[str]:
        """TURN over udp, over tcp and, with an authority, over tls."""
        where = f"turn:{_host(self.address)}:{self.port}"
        plain = [f"{where}?transport={transport}" for transport in ("udp", "tcp")]
        return plain + ([self.tls_url] if self.authority else [])

    @property
    def tls_url(self) -> str:
        return f"turns:{_host(self.name)}:{self.tls_port}?transport=tcp"

    @property
    def settings(self) -> dict[str, str]:
        """The site's settings for this server."""
        return {"STUN_URLS": self.stun_url, "TURN_URLS": ", ".join(self.urls), "TURN_SECRET": self.secret}

    def start(self) -> None:
        if not (self.folder / "users.sqlite").exists():
            self._make_database()
        command = [*self._within, program("turnserver", "coturn"), "-c", str(CONFIGURATION)]
        self.process = Process(command + self._arguments(), self.folder / "log")
        self.process.wait_for(self._listens, "coturn listens")

    def _make_database(self) -> None:
        """Made by coturn itself, the first two people at once find it locked, and a good password refused."""
        if SCHEMA.exists():
            with contextlib.closing(sqlite3.connect(self.folder / "users.sqlite")) as database:
                database.executescript(SCHEMA.read_text())

    def _arguments(self) -> list[str]:
        said = (
            self._own()
            | self._tls()
            | {name.replace("_", "-"): value for name, value in self._options.items()}
        )
        return [argument for name, value in said.items() for argument in _argument(name, value)]

    def _own(self) -> dict[str, str | int | Sequence[str] | bool]:
        loopback = any(ipaddress.ip_address(one.split("-")[0]).is_loopback for one in self._allow)
        return {
            "listening-ip": self._addresses,
            "relay-ip": self._addresses,
            "listening-port": self.port,
            "tls-listening-port": self.tls_port,
            "max-port": MAX_PORT,
            "realm": REALM,
            "static-auth-secret": self.secret,
            "pidfile": str(self.folder / "pid"),
            "userdb": str(self.folder / "users.sqlite"),
            "allowed-peer-ip": self._allow,
            "allow-loopback-peers": loopback,
        }

    def _tls(self) -> dict[str, str | int | Sequence[str] | bool]:
        if self.authority is None:
            return {"no-tls": True}
        certificate = self.authority.issue(self.folder, self.name, *self._addresses)
        return {"cert": str(certificate.chain), "pkey": str(certificate.key)}

    def _listens(self) -> bool:
        """Over udp, which it opens last, on each address; seen from within its network."""
        assert self.process
        tables = [Path(f"/proc/{self.process.pid}/net/{table}").read_text() for table in ("udp", "udp6")]
        return sum(table.count(f":{self.port:04X} ") for table in tables) >= len(self._addresses)

    @property
    def log(self) -> str:
        return self.process.log if self.process else ""


def _argument(name: str, value: str | int | Sequence[str] | bool) -> list[str]:
    if isinstance(value, bool):
        return [f"--{name}"] if value else []
    values = [value] if isinstance(value, str | int) else value
    return [f"--{name}={one}" for one in values]


def _host(address: str) -> str:
    """As it stands in a URL."""
    return f"[{address}]" if ":" in address else address
