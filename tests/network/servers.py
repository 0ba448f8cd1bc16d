"""The site and its proxy on the laboratory's public network: the real ones, under their usual ports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.certificates import Authority
from tests.network.lab import ADDRESSES, PUBLIC, SITE, TURN
from tests.network.namespace import Namespace
from tests.processes import PROJECT, Process, Server
from tests.proxy import nginx
from tests.servers import SERVE, Site
from tests.turn import SECRET, Coturn

PORT = 8000
TURN_PORT, TURNS_PORT = 3478, 443
# Calls outlive it: each test that lasts longer needs new passwords for a new path.
TURN_TTL_SECONDS = 6
TURN_URLS = [
    f"turn:{TURN}:{TURN_PORT}?transport=udp",
    f"turn:{TURN}:{TURN_PORT}?transport=tcp",
    f"turns:{TURN}:{TURNS_PORT}?transport=tcp",
]
PRODUCTION: dict[str, Any] = {
    "DEBUG": "0",
    "SECRET_KEY": "a key for a test and for nothing else, of 50 letters",
    "ALLOWED_HOSTS": SITE,
    "TRUSTED_PROXIES": "127.0.0.1",
    "STUN_URLS": f"stun:{TURN}:{TURN_PORT}",
    "TURN_URLS": ", ".join(TURN_URLS),
    "TURN_SECRET": SECRET,
    "TURN_TTL_SECONDS": TURN_TTL_SECONDS,
}


def listens(process: Process, port: int) -> bool:
    """Over tcp, seen from within the process's network."""
    tables = (Path(f"/proc/{process.pid}/net/{table}").read_text() for table in ("tcp", "tcp6"))
    return any(re.search(rf":{port:04X} \S+ 0A ", table) for table in tables)


class PublicSite(Site):
    """As in production, behind https."""

    def __init__(self, machine: Namespace) -> None:
        super().__init__(**PRODUCTION)
        self._within = machine.within

    @property
    def url(self) -> str:
        return f"https://{SITE}"

    def start(self) -> None:
        self._prepare_data()
        serve = [*self._within, str(PROJECT / "deploy" / "serve"), str(PORT)]
        self.process = process = Process(serve, self.folder / "log", env=self.environment | SERVE)
        process.wait_for(lambda: listens(process, PORT), "the site listens")

    def sign_in(self, username: str) -> dict[str, str]:
        return {f"__Host-{name}": value for name, value in super().sign_in(username).items()}


class Proxy(Server):
    """nginx with deploy/nginx.conf; only the certificate's place is another."""

    def __init__(self, machine: Namespace, authority: Authority) -> None:
        super().__init__()
        self._within, self._authority = machine.within, authority

    def start(self) -> None:
        certificate = self._authority.issue(self.folder, SITE)
        text = (PROJECT / "deploy" / "nginx.conf").read_text()
        text, _ = re.subn(r"/etc/letsencrypt/\S*/fullchain\.pem", str(certificate.chain), text)
        text, _ = re.subn(r"/etc/letsencrypt/\S*/privkey\.pem", str(certificate.key), text)
        serve = [*self._within, *nginx(self.folder, text)]
        self.process = process = Process(serve, self.folder / "log")
        process.wait_for(lambda: listens(process, 443), "nginx listens")


def public_coturn(machine: Namespace, authority: Authority) -> Coturn:
    """At the address of the TURN server's name, with turns: on 443."""
    four, six = ADDRESSES[TURN]
    coturn = Coturn(authority, four, also=[six], name=TURN, allow=PUBLIC, within=machine.within)
    coturn.port, coturn.tls_port = TURN_PORT, TURNS_PORT
    return coturn
