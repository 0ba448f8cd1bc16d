"""The codes of version 1: of refusals, and of a socket's end (docs/protocol.md). No Django."""

from __future__ import annotations

from typing import Literal

ErrorCode = Literal[
    "bad_message",  # not a message of this protocol, or in the wrong place
    "unknown_channel",
    "too_large",
    "hello_expected",  # the first message was another one
    "not_contact",
    "no_relay",  # one hides one's address, and there is no relay
    "in_call",
    "call_not_found",
    "seated_elsewhere",
    "not_in_call",
    "not_connected",
    "wrong_epoch",
    "rate_limited",
    "server_error",
]


class Close:
    """Close codes of the socket (RFC 6455: 4000 to 4999 are the application's)."""

    PROTOCOL = 4400
    SESSION_ENDED = 4401
    HEARTBEAT = 4408
    REPLACED = 4409
    RESTARTING = 4412
    ABUSE = 4429
