"""Who opens a socket: the session behind the handshake's cookie, in one visit to the database."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie
from msgspec import Struct

from accounts.sessions import authenticate
from calls import database
from calls.codes import Close
from calls.messages import SUBPROTOCOL

logger = logging.getLogger(__name__)

Scope = Mapping[str, Any]


class Opened(Struct, frozen=True):
    """Whose socket it is, for its whole life."""

    user_id: int
    username: str
    sid: str
    user_agent: str


async def identify(scope: Scope) -> Opened | int:
    """The person of this handshake, or the close code that tells the page why it cannot be served."""
    if SUBPROTOCOL not in scope.get("subprotocols", ()):
        return Close.PROTOCOL
    found = await database.run(authenticate, _session_key(scope))
    if found is None:
        return Close.SESSION_ENDED
    user, sid = found
    return Opened(user.pk, user.username, sid, _header(scope, b"user-agent"))


def _session_key(scope: Scope) -> str:
    return parse_cookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME, "")


def _header(scope: Scope, wanted: bytes) -> str:
    """HTTP/2 may split cookies over several headers (RFC 9113, section 8.2.3)."""
    return "; ".join(value.decode("latin1") for name, value in scope["headers"] if name.lower() == wanted)
