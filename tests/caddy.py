"""Caddy for tests, as deploy/Caddyfile sets it up; its certificates come from an authority of its own."""

from __future__ import annotations

import socket
import ssl
import sys
from collections.abc import Sequence
from http.client import HTTPSConnection
from pathlib import Path

from tests.processes import PROJECT, Process, Server, free_port, program
from tests.proxy import NAME

# Certificates of Caddy's own authority, and ports that nobody else has.
OPTIONS = """{{
    admin off
    local_certs
    skip_install_trust
    http_port {http}
    https_port {https}
    default_bind 127.0.0.1
    storage file_system {store}
}}
"""


class Caddy(Server):
    """By https at 127.0.0.1 and `port`, for those who ask for NAME; `http` is the plain port."""

    def __init__(self, processes: Sequence[str]) -> None:
        """Before these, each a host and port."""
        super().__init__()
        self._processes = processes
        self.http = free_port()
        self.store = self.folder / "store"

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.store / "pki/authorities/local/root.crt")

    def connection(self) -> HTTPSConnection:
        """By the name: Caddy gives its certificate to nobody who asks for none."""
        plain = socket.create_connection(("127.0.0.1", self.port))
        connection = HTTPSConnection(NAME)
        connection.sock = self.trust.wrap_socket(plain, server_hostname=NAME)
        return connection

    @property
    def log(self) -> str:
        return self.process.log if self.process else ""

    @property
    def _certificate(self) -> Path:
        return self.store / "certificates" / "local" / NAME / f"{NAME}.crt"

    def start(self) -> None:
        options = OPTIONS.format(http=self.http, https=self.port, store=self.store)
        text = (PROJECT / "deploy" / "Caddyfile").read_text().replace("/opt/videocall", str(PROJECT))
        file = self.folder / "Caddyfile"
        file.write_text(options + text)
        caddy = program("caddy", "caddy", str(Path(sys.executable).parent))
        where = {"SITE_HOST": NAME, "PROCESSES": " ".join(self._processes), "HOME": str(self.folder)}
        command = [caddy, "run", "--config", str(file), "--adapter", "caddyfile"]
        self.process = Process(command, self.folder / "log", env=where)
        self.process.wait_for(self._certificate.exists, "Caddy has a certificate")
