"""How a message stands in a WebSocket's frame: as JSON, or in the packets of Socket.IO."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

# What is said and heard besides events (socket.io/docs/v4/socket-io-protocol, engine-io-protocol).
SAID = {"pong": b"3", "connect": b"40", "disconnect": b"41"}
HEARD = {b"0": "open", b"2": "ping", b"40": "connect", b"42": "event", b"44": "error"}


class Frames(NamedTuple):
    write: Callable[[Mapping[str, Any]], bytes]
    read: Callable[[bytes], dict[str, Any]]


def _json(message: object) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode()


def _packet(message: Mapping[str, Any]) -> bytes:
    """An event's name is the channel, and its one argument the payload."""
    kind = message["channel"]
    return SAID.get(kind) or b"42" + _json([kind, message["payload"]])


def _unpacked(text: bytes) -> dict[str, Any]:
    digits = 2 if text.startswith(b"4") else 1
    kind, content = HEARD[text[:digits]], json.loads(text[digits:] or b"{}")
    if kind == "event":
        kind, content = (*content, {})[:2]
    return {"channel": kind, "payload": content}


JSON = Frames(_json, json.loads)
SOCKET_IO = Frames(_packet, _unpacked)
