"""Signing in over HTTP as a browser does, and the contact list."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import aiohttp

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CSRF_COOKIES = ("__Host-csrf", "csrf")
WAIT = aiohttp.ClientTimeout(total=30)


class SignInFailed(Exception):
    """The site does not let this account in; the message says what to do."""


class Account:
    """A signed-in account on a site, given by its address: https://calls.example.org"""

    def __init__(self, site: str, username: str, password: str) -> None:
        self.site = site.rstrip("/")
        self.username = username
        self._password = password
        # A site may be reached by a bare address (http://127.0.0.1:8000), whose cookies count too.
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=WAIT)

    @property
    def socket_url(self) -> str:
        return "ws" + self.site.removeprefix("http") + "/ws/"

    @property
    def origin(self) -> str:
        """As a browser would send it (RFC 6454): scheme, host and port."""
        parts = urlsplit(self.site)
        return f"{parts.scheme}://{parts.netloc}"

    async def sign_in(self) -> None:
        """Post the sign-in form. SignInFailed where the site refuses, ClientError where it is away."""
        url = f"{self.site}/accounts/login/"
        self.http.cookie_jar.clear()
        async with self.http.get(url) as response:
            response.raise_for_status()
            form = TOKEN.search(await response.text())
        if form is None:
            raise SignInFailed(f"{url} has no sign-in form. Is this the site's address?")
        fields = {"login": self.username, "password": self._password, "csrfmiddlewaretoken": form[1]}
        async with self.http.post(
            url, data=fields, headers={"Referer": url}, allow_redirects=False
        ) as response:
            if response.status == 429:
                raise SignInFailed("Too many attempts to sign in. Wait some minutes.")
            response.raise_for_status()
            if response.status != 302:
                raise SignInFailed(f"Username or password of {self.username} is wrong.")

    async def requests(self) -> list[str]:
        """The usernames of those who ask to become contacts."""
        async with self.http.get(f"{self.site}/contacts/") as response:
            response.raise_for_status()
            listing: dict[str, Any] = await response.json()
        return [person["username"] for person in listing["incoming"]]

    async def accept(self, username: str) -> None:
        """Accept the contact request of this person."""
        url = f"{self.site}/contacts/{username}/accept/"
        headers = {"X-CSRFToken": self._csrf(), "Referer": f"{self.site}/"}
        async with self.http.post(url, json={}, headers=headers) as response:
            response.raise_for_status()

    async def close(self) -> None:
        await self.http.close()

    def _csrf(self) -> str:
        cookies = {cookie.key: cookie.value for cookie in self.http.cookie_jar}
        return next((cookies[name] for name in CSRF_COOKIES if name in cookies), "")
