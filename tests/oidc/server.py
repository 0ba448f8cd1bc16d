"""A real OpenID Connect provider on loopback, and a site whose people sign in there.

with Provider() as provider, provider.site(SIGNUP="closed") as site:
    provider.make_person("alice", name="Alice", email="alice@school.example")
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import requests

from tests.processes import PROJECT, Process, Server
from tests.servers import PASSWORD, Site

NAME = "Example School"
CLIENT_SECRET = "a secret between the site and its provider"


class Provider(Server):
    def start(self) -> None:
        environment = {"PATH": os.environ["PATH"], "PROVIDER_FOLDER": str(self.folder)}
        command = [sys.executable, "-m", "tests.oidc.provider", str(self.port)]
        self.process = Process(command, self.folder / "log", env=environment, cwd=PROJECT)
        self.process.wait_for(self._listens, f"the provider answers at {self.issuer}")

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def site(self, **settings: object) -> Site:
        """One that knows this provider, not started yet."""
        asked = {"OIDC_ISSUER": self.issuer, "OIDC_CLIENT_SECRET": CLIENT_SECRET, "OIDC_NAME": NAME}
        site = Site(None, **asked | settings)
        site.settings["OIDC_CLIENT_ID"] = f"site-{site.port}"
        self.register(site.settings["OIDC_CLIENT_ID"], site)
        return site

    def register(self, client_id: str, site: Site) -> None:
        uris = [f"{site.url}/accounts/oidc/callback/"]
        self._do("client", name=client_id, secret=CLIENT_SECRET, redirect_uris=uris)

    def make_person(
        self,
        username: str,
        token: dict[str, Any] | None = None,
        userinfo: dict[str, Any] | None = None,
        **claims: Any,
    ) -> int:
        """Their number there, which is their subject. `claims` are said in the ID token and the user's
        information, `token` and `userinfo` in one alone. Who is there already says something new."""
        words = {"both": claims, "token": token or {}, "userinfo": userinfo or {}}
        return int(self._do("people", username=username, password=PASSWORD, **words))

    def say(self, **metadata: Any) -> None:
        """Of itself, untruly; without arguments the truth again."""
        self._do("metadata", **metadata)

    @property
    def asked(self) -> bool:
        """Whether somebody is connected to it now (Linux; 01 is TCP's ESTABLISHED)."""
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return any(line[2].endswith(f":{self.port:04X}") and line[3] == "01" for line in lines)

    def _do(self, deed: str, **given: Any) -> Any:
        answer = requests.post(f"{self.issuer}/{deed}/", json=given, timeout=30)
        answer.raise_for_status()
        return answer.json()["result"]
