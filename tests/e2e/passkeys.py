"""Authenticators that Chromium makes up: they hold passkeys and always find the right finger."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

OPTIONS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Authenticator:
    """That of the device on which this page is open (Chrome DevTools Protocol, WebAuthn)."""

    def __init__(self, page: Page, **options: Any) -> None:
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable")
        added = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": OPTIONS | options})
        self.id = added["authenticatorId"]

    def passkeys(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found

    def finds_the_wrong_finger(self) -> None:
        wrong = {"authenticatorId": self.id, "isUserVerified": False}
        self._cdp.send("WebAuthn.setUserVerified", wrong)
