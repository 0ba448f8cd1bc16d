"""Writes back what is written to it, over the data channel between the two pages (docs/protocol.md)."""

from __future__ import annotations

import json
import secrets
from typing import Any

from aiortc import RTCDataChannel

# Of UTF-16, as the protocol counts; nobody's text is longer in bytes.
LARGEST = 32_768
# Somebody who reads nothing does not fill our memory.
WAITING = 100


class EchoChat:
    """One call's conversation, whatever becomes of its channels: each epoch attaches its own."""

    def __init__(self) -> None:
        self._own = {"page": secrets.token_hex(8), "boot": secrets.token_hex(8)}
        self._channel: RTCDataChannel | None = None
        self._other: str | None = None
        self._heard: dict[str, int] = {}
        self._said = 0
        self._waiting: list[dict[str, Any]] = []

    def attach(self, channel: RTCDataChannel) -> None:
        self._channel, self._other = channel, None
        channel.on("open", lambda: self._greet(channel))
        channel.on("message", lambda data: self._hear(channel, data))

    def _greet(self, channel: RTCDataChannel) -> None:
        self._put({"type": "hello", **self._own})
        for message in self._waiting if channel is self._channel else []:
            self._put(message)

    def _put(self, message: dict[str, Any]) -> None:
        if self._channel and self._channel.readyState == "open":
            self._channel.send(json.dumps(message))

    def _say(self, kind: str, **what: Any) -> None:
        """Said again over the next channel, until it is acknowledged."""
        if len(self._waiting) < WAITING:
            self._said += 1
            self._waiting.append({"type": kind, "n": self._said, **what})
            self._put(self._waiting[-1])

    def _hear(self, channel: RTCDataChannel, data: str | bytes) -> None:
        message = _decoded(data)
        if message is None or channel is not self._channel:
            return
        if message["type"] == "hello" and isinstance(message.get("page"), str):
            self._other = message["page"]
            self._acknowledge()
        elif message["type"] == "ack":
            self._waiting = [one for one in self._waiting if one["n"] > _number(message.get("got"))]
        elif self._is_new(_number(message.get("n"))):
            self._answer(message)

    def _is_new(self, n: int) -> bool:
        if self._other is None or n < 1:
            return False
        new = n > self._heard.get(self._other, 0)
        if new:
            self._heard = {self._other: n}
        self._acknowledge()
        return new

    def _acknowledge(self) -> None:
        self._put({"type": "ack", "got": self._heard.get(self._other or "", 0)})

    def _answer(self, message: dict[str, Any]) -> None:
        text = message.get("text")
        if message["type"] == "chat" and isinstance(text, str) and text:
            self._say("chat", text=text)
        elif message["type"] == "file_offer":
            self._say("file_end", file=_number(message.get("file")), result="declined")


def _decoded(data: str | bytes) -> dict[str, Any] | None:
    """A message with a type; None for anything else somebody may send."""
    if not isinstance(data, str) or len(data) > LARGEST:
        return None
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(message, dict) and isinstance(message.get("type"), str)
    return message if fits else None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
