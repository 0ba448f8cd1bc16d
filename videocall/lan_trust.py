"""The page that a phone opens first (`make run-lan`): plain http, because it does not trust us yet."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from django.template import Context, Engine

from videocall.environment import BASE_DIR

STYLES = BASE_DIR / "static" / "css"
AUTHORITY = "/videocall.crt"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET

    def server_bind(self) -> None:
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


class TrustPage:
    """Serves the page and the authority's certificate on this port while it is entered."""

    def __init__(self, port: int, authority: Path, site: str, fingerprint: str) -> None:
        page = Engine(dirs=[str(BASE_DIR / "templates")]).get_template("lan.html")
        context = {"site": f"{site}/", "authority": AUTHORITY, "fingerprint": fingerprint}
        self._files = {
            "/": ("text/html; charset=utf-8", page.render(Context(context)).encode()),
            # The type at which phones offer to install it.
            AUTHORITY: ("application/x-x509-ca-cert", authority.read_bytes()),
        }
        self._files |= {f"/{file.name}": ("text/css", file.read_bytes()) for file in STYLES.glob("*.css")}
        self._port = port

    def __enter__(self) -> Self:
        files = self._files

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, content = files.get(self.path.partition("?")[0], ("", b""))
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                """Nobody's address is written down."""

        self._server = Server(("", self._port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
