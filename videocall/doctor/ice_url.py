"""Addresses of STUN and TURN servers (RFC 7064, RFC 7065)."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

FORM = re.compile(r"(stuns?|turns?):(\[[0-9A-Fa-f:.]+\]|[^:?/\[\]]+)(?::(\d+))?(?:\?transport=(udp|tcp))?")


class IceUrl(NamedTuple):
    url: str
    host: str
    port: int
    transport: str  # udp or tcp
    secure: bool

    @classmethod
    def parse(cls, url: str) -> Self:
        """ValueError where it is none, with the reason."""
        match = FORM.fullmatch(url)
        if not match:
            raise ValueError("it is not written like turn:turn.example.org:3478?transport=udp")
        scheme, host, port, transport = match.groups()
        secure = scheme in {"stuns", "turns"}
        chosen = transport or ("tcp" if secure else "udp")
        if secure and chosen == "udp":
            raise ValueError(f"browsers do not use {scheme}: over udp")
        return cls(url, host.strip("[]"), int(port or (5349 if secure else 3478)), chosen, secure)

    @property
    def over(self) -> str:
        return "tls" if self.secure else self.transport
