"""The site's public address, and asking it something as a browser would."""

from __future__ import annotations

import http.client
import ssl
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from django.conf import settings

from videocall.doctor import tls

SECONDS = 10
# What says nothing about where the site is reached from outside.
LOCAL = ("*", ".", "localhost", "127.", "[::1]", "[")


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    certificate: Any


class Address(NamedTuple):
    scheme: str
    host: str
    port: int | None

    @classmethod
    def parse(cls, url: str) -> Self:
        """From https://calls.example.org; ValueError where it is none."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{url!r} is not written like https://calls.example.org")
        return cls(parts.scheme, parts.hostname, parts.port)

    @classmethod
    def configured(cls) -> Self | None:
        """From ALLOWED_HOSTS, where that names a host."""
        names = [host for host in settings.ALLOWED_HOSTS if not host.startswith(LOCAL)]
        return cls("https" if settings.HTTPS else "http", names[0], None) if names else None

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{f':{self.port}' if self.port else ''}"

    def ask(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """One GET, without following redirects. Raises OSError or http.client.HTTPException."""
        connection = self._connection()
        try:
            connection.connect()
            line = connection.sock
            certificate = line.getpeercert() if isinstance(line, ssl.SSLSocket) else None
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, certificate)
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self.scheme == "http":
            return http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)
        return http.client.HTTPSConnection(self.host, self.port, timeout=SECONDS, context=tls.trusting())
