"""A browser without a screen: keeps cookies, fills in forms, follows what leads on by itself."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

from tests.oidc.server import NAME, Provider
from tests.servers import PASSWORD, Site

REFRESH = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')
START = "/accounts/oidc/login/"


class Form(HTMLParser):
    """The forms of a page: where each goes, its fields as they stand, the words on its buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], list[str]]] = []
        self._inside = self._in_button = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((known.get("action", ""), {}, []))
            self._inside = True
        elif tag == "input" and self._inside and known.get("name"):
            chosen = known.get("type") != "checkbox" or "checked" in known
            if chosen and "disabled" not in known:
                self.forms[-1][1][known["name"]] = known.get("value", "")
        elif tag == "button":
            self._in_button = self._inside

    def handle_data(self, data: str) -> None:
        if self._in_button:
            self.forms[-1][2].append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "button":
            self._in_button = False


class Browser:
    """Somebody at the site and at its provider. `page` is the answer that is shown."""

    def __init__(self, site: Site, provider: Provider) -> None:
        self.site, self.provider = site, provider
        self.session = requests.Session()
        self.session.trust_env = False
        self.page = requests.Response()

    def open(self, address: str) -> str:
        """The page at an address of the site, or anywhere."""
        self.page = self.session.get(urljoin(self.site.url, address), timeout=30)
        return self.page.text

    def press(self, button: str, **fields: str) -> str:
        """Send the form with the button, with these fields beside what stands in it."""
        for action, values, buttons in Form(self.page.text).forms:
            if button in buttons:
                target = urljoin(self.page.url, action)
                origin = "/".join(target.split("/")[:3])
                self.page = self.session.post(
                    target, values | fields, timeout=30, headers={"Referer": self.page.url, "Origin": origin}
                )
                return self.page.text
        raise AssertionError(f"no button {button!r} in:\n{self.page.text}")

    def go_on(self) -> str:
        """Where the page leads by itself."""
        found = REFRESH.search(self.page.text)
        assert found, self.page.text
        return self.open(html.unescape(found[1]))

    # ---- on the way ------------------------------------------------------------------------------

    def leave(self, entry: str = "/accounts/login/") -> str:
        """To the provider, by the button at `entry`."""
        self.open(entry)
        self.press(f"Sign in with {NAME}")
        return self.go_on()

    def identify(self, username: str) -> str:
        """With the provider's form; then the provider asks whether the site may know."""
        return self.press("Sign In", login=username, password=PASSWORD)

    def sign_in(self, username: str, entry: str = "/accounts/login/") -> str:
        """All of it, and back at the site."""
        self.leave(entry)
        if "/accounts/login/" in self.page.url:
            self.identify(username)
        return self.press("Authorize", action="grant")

    def sign_in_by_password(self, username: str) -> str:
        self.open("/accounts/login/")
        return self.press("Sign in", login=username, password=PASSWORD)

    @property
    def path(self) -> str:
        """Where at the site one is; empty elsewhere."""
        return self.page.url.removeprefix(self.site.url) if self.page.url.startswith(self.site.url) else ""

    @property
    def key(self) -> str:
        """Of the session at the site."""
        return str(self.session.cookies["session"])

    @property
    def username(self) -> str:
        """Whose account is open; empty for nobody's."""
        found = re.search(r"You are <strong>([^<]+)</strong>", self.open("/accounts/profile/"))
        return found[1] if found else ""
