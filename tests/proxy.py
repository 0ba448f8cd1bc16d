"""nginx for tests, as deploy/nginx.conf sets it up, before a site."""

from __future__ import annotations

import re
import shutil
import ssl
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.certificates import Authority, Certificate
from tests.processes import PROJECT, Process, Server, free_port, program
from tests.servers import Site

NAME = "calls.example.org"
HOST = r"proxy_set_header Host \$host;"
PROGRAM = """
pid {folder}/nginx.pid;
error_log stderr;
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


def nginx(folder: Path, site: str) -> list[str]:
    """The command that serves this site's configuration, with all its files in the folder."""
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(PROGRAM.format(folder=folder))
    return [program("nginx", "nginx-light"), "-c", f"{folder}/nginx.conf", "-g", "daemon off;"]


class Nginx(Server):
    """The shipped configuration with this certificate, on `port` by https. `changes` are further
    replacements in it, by what they replace."""

    def __init__(
        self, site: Site | Sequence[int], certificate: Certificate, changes: Mapping[str, str] | None = None
    ) -> None:
        """Before a site, or before processes at these ports."""
        super().__init__()
        self._processes = [site.port] if isinstance(site, Site) else site
        self._certificate, self._changes = certificate, changes or {}
        self.http = free_port()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def start(self) -> None:
        self.process = Process(nginx(self.folder, self._configuration()), self.folder / "log")
        self.process.wait_for(self._listens, "nginx listens")

    def _configuration(self) -> str:
        text = (PROJECT / "deploy" / "nginx.conf").read_text()
        for pattern, replacement in (self._patterns() | dict(self._changes)).items():
            text, replaced = re.subn(pattern, replacement, text)
            assert replaced, pattern
        return text

    def _patterns(self) -> dict[str, str]:
        """What is other in a test, by what it replaces."""
        servers = "".join(f"server 127.0.0.1:{port} max_fails=0;\n" for port in self._processes)
        return {
            r"(?:server 127\.0\.0\.1:\d+ max_fails=0;\s*)+": servers,
            r"listen \[::\].*;": "",
            r"listen 80;": f"listen 127.0.0.1:{self.http};",
            r"listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            r"/var/www/html": str(self.folder),
            r"/opt/videocall": str(PROJECT),
            r"/etc/letsencrypt/\S*/fullchain\.pem": str(self._certificate.chain),
            r"/etc/letsencrypt/\S*/privkey\.pem": str(self._certificate.key),
            # The port is not 443 here, and belongs to the site's name.
            HOST: "proxy_set_header Host $http_host;",
        }


class PublicNginx(Nginx):
    """Under the site's public name: for clients that go to 127.0.0.1 and `port`, and say NAME alone."""

    def __init__(self, processes: Sequence[int]) -> None:
        self._own = Path(tempfile.mkdtemp(prefix="videocall-authority-"))
        authority = Authority(self._own)
        super().__init__(processes, authority.issue(self._own, NAME, "127.0.0.1"))
        self.trust = ssl.create_default_context(cafile=authority.file)

    @property
    def url(self) -> str:
        return f"https://{NAME}"

    def _patterns(self) -> dict[str, str]:
        return {pattern: other for pattern, other in super()._patterns().items() if pattern != HOST}

    def _leave(self) -> None:
        super()._leave()
        shutil.rmtree(self._own, ignore_errors=True)
