"""Somebody who sends requests by hand: any path, any header, no redirect followed."""

from __future__ import annotations

import http.client
import json
import re
import urllib.parse
from collections.abc import Mapping
from http.client import HTTPMessage
from http.cookies import SimpleCookie
from typing import NamedTuple

from tests.servers import Site

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    text: str

    @property
    def leads_to(self) -> str:
        """The host that a redirect leads to; empty for this site."""
        return urllib.parse.urlsplit(self.headers.get("Location", "")).netloc


class Visitor:
    """Keeps cookies as a browser does. `cookies` may be anything to begin with."""

    def __init__(self, site: Site, cookies: Mapping[str, str] | None = None) -> None:
        self.site = site
        self.cookies = dict(cookies or {})

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, fields: Mapping[str, str], form: str = "") -> Answer:
        """As the page's form at `form` (at `path` unless given) would be sent."""
        return self.send("POST", path, {"csrfmiddlewaretoken": self.token(form or path), **fields})

    def post_json(self, path: str, **fields: str) -> Answer:
        """As the live page asks."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token()}
        return self.send("POST", path, json.dumps(fields), headers)

    def token(self, form: str = "/accounts/profile/") -> str:
        """What forms of this site carry, from the page at `form`."""
        found = TOKEN.search(self.get(form).text)
        assert found, f"no form at {form}"
        return found[1]

    def send(
        self,
        method: str,
        path: str,
        body: Mapping[str, str] | str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        sent = {"Host": urllib.parse.urlsplit(self.site.url).netloc, "Referer": self.site.url + path}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if not isinstance(body, str):
            body = urllib.parse.urlencode(body)
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.site.url}
        line.request(method, path, body, sent | dict(headers or {}))
        answer = line.getresponse()
        text = answer.read().decode(errors="replace")
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        line.close()
        return Answer(answer.status, answer.headers, text)
