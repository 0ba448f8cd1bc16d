"""nginx for tests, as deploy/nginx.conf sets it up, before a site."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.certificates import Certificate
from tests.processes import PROJECT, Process, Server, free_port, program
from tests.servers import Site

PROGRAM = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Nginx(Server):
    """The shipped configuration with this certificate, on `port` by https. `changes` are further
    replacements in it, by what they replace."""

    def __init__(
        self, site: Site, certificate: Certificate, changes: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._site, self._certificate, self._changes = site, certificate, changes or {}

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def start(self) -> None:
        (self.folder / "site.conf").write_text(self._configuration())
        (self.folder / "nginx.conf").write_text(PROGRAM.format(folder=self.folder))
        command = [program("nginx", "nginx-light"), "-c", f"{self.folder}/nginx.conf", "-g", "daemon off;"]
        self.process = Process(command, self.folder / "log")
        self.process.wait_for(self._listens, "nginx listens")

    def _configuration(self) -> str:
        text = (PROJECT / "deploy" / "nginx.conf").read_text()
        patterns = {
            r"server 127\.0\.0\.1:8000;": f"server 127.0.0.1:{self._site.port};",
            r"listen \[::\].*;": "",
            r"listen 80;": f"listen 127.0.0.1:{free_port()};",
            r"listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            r"/etc/letsencrypt/\S*/fullchain\.pem": str(self._certificate.chain),
            r"/etc/letsencrypt/\S*/privkey\.pem": str(self._certificate.key),
            # The port is not 443 here, and belongs to the site's name.
            r"proxy_set_header Host \$host;": "proxy_set_header Host $http_host;",
        }
        for pattern, replacement in (patterns | dict(self._changes)).items():
            text, replaced = re.subn(pattern, replacement, text)
            assert replaced, pattern
        return text
