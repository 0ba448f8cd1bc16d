"""A browser without pages: cookies, forms and JSON over HTTP."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode

from tests.servers import Site


class Browser:
    def __init__(self, site: Site, seconds: float, session: Mapping[str, str] | None = None) -> None:
        self._site, self._seconds = site, seconds
        self._jar = CookieJar()
        self._session = "; ".join(f"{name}={value}" for name, value in (session or {}).items())
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> str:
        """Where the answer came from, after redirects; HTTPError for an error."""
        return self._open(path, None, {})

    def submit(self, path: str, **fields: str) -> str:
        """Fill in and send the form at this path."""
        self.get(path)
        data = urlencode({**fields, "csrfmiddlewaretoken": self._csrf()}).encode()
        return self._open(path, data, {})

    def post_json(self, path: str, body: Any) -> str:
        self.get("/")
        headers = {"X-CSRFToken": self._csrf(), "Content-Type": "application/json"}
        return self._open(path, json.dumps(body).encode(), headers)

    def _csrf(self) -> str:
        return next(str(cookie.value) for cookie in self._jar if cookie.name == "csrf")

    def _open(self, path: str, data: bytes | None, headers: Mapping[str, str]) -> str:
        request = urllib.request.Request(self._site.url + path, data, dict(headers))
        if self._session:
            csrf = "".join(f"; csrf={cookie.value}" for cookie in self._jar if cookie.name == "csrf")
            request.add_header("Cookie", self._session + csrf)
        with self._opener.open(request, timeout=self._seconds) as answer:
            answer.read()
            return str(answer.url)
