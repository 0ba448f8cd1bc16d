"""A small TURN client over udp (RFC 8489, RFC 8656), for asking a server what it allows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import os
import socket
import struct
from typing import NamedTuple

COOKIE = 0x2112A442
ALLOCATE, REFRESH, SEND, DATA, PERMIT = 0x003, 0x004, 0x016, 0x017, 0x008
SUCCESS, FAILURE, CLASS = 0x100, 0x110, 0x110
USERNAME, INTEGRITY, ERROR, LIFETIME, PEER, PAYLOAD = 0x06, 0x08, 0x09, 0x0D, 0x12, 0x13
REALM, NONCE, RELAYED, FAMILY, TRANSPORT = 0x14, 0x15, 0x16, 0x17, 0x19
FAMILIES = {4: 1, 6: 2}
SECONDS = 5
Address = tuple[str, int]
Attributes = dict[int, bytes]


class TurnRefused(Exception):
    """The server answered with an error; `code` is its number: 401 wrong password, 403 forbidden peer …"""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Answer(NamedTuple):
    kind: int
    transaction: bytes
    attributes: Attributes


def credentials(secret: str, expiry: float, who: str = "tester") -> tuple[str, str]:
    """A username and its password, as calls/ice.py makes them."""
    username = f"{int(expiry)}:{who}"
    digest = hmac.digest(secret.encode(), username.encode(), hashlib.sha1)
    return username, base64.b64encode(digest).decode()


class TurnClient:
    """One allocation at a server."""

    def __init__(self, server: Address, username: str, password: str) -> None:
        self._socket = socket.socket(
            socket.AF_INET6 if ":" in server[0] else socket.AF_INET, socket.SOCK_DGRAM
        )
        self._socket.settimeout(SECONDS)
        self._socket.connect(server)
        self._username, self._password = username, password
        self._realm = self._nonce = b""

    def __enter__(self) -> TurnClient:
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def allocate(self, family: int = 4) -> Address:
        """The relayed address, of IP version 4 or 6."""
        wanted = {TRANSPORT: b"\x11\0\0\0", FAMILY: bytes([FAMILIES[family], 0, 0, 0])}
        transaction, attributes = self._ask(ALLOCATE, wanted)
        return _unmasked(attributes[RELAYED], transaction)

    def refresh(self, seconds: int = 600) -> int:
        """How long the allocation lives now; 0 gives it back."""
        _, attributes = self._ask(REFRESH, {LIFETIME: seconds.to_bytes(4, "big")})
        return int.from_bytes(attributes[LIFETIME], "big")

    def permit(self, address: str) -> None:
        """Lets this address send to the relay, and the relay to it."""
        self._ask(PERMIT, {}, peer=(address, 0))

    def send(self, to: Address, data: bytes) -> None:
        """Through the relay; nothing says whether it arrived."""
        transaction = os.urandom(12)
        self._socket.send(_message(SEND, transaction, {PEER: _masked(to, transaction), PAYLOAD: data}))

    def receive(self) -> bytes:
        """What somebody sent to the relayed address."""
        while (answer := _parsed(self._socket.recv(2048))).kind != DATA:
            pass
        return answer.attributes[PAYLOAD]

    def _ask(
        self, method: int, attributes: Attributes, peer: Address | None = None
    ) -> tuple[bytes, Attributes]:
        """The answer's transaction and attributes. The first question, and the first after a nonce went
        stale, is asked twice."""
        answer = self._exchange(method, attributes, peer)
        if _code(answer) in (401, 438) and answer.attributes[NONCE] != self._nonce:
            self._realm, self._nonce = answer.attributes[REALM], answer.attributes[NONCE]
            answer = self._exchange(method, attributes, peer)
        if code := _code(answer):
            raise TurnRefused(code)
        return answer.transaction, answer.attributes

    def _exchange(self, method: int, attributes: Attributes, peer: Address | None) -> Answer:
        transaction = os.urandom(12)
        named = attributes | ({PEER: _masked(peer, transaction)} if peer else {})
        self._socket.send(self._signed(method, transaction, named))
        while (answer := _parsed(self._socket.recv(2048))).transaction != transaction:
            pass
        return answer

    def _signed(self, method: int, transaction: bytes, attributes: Attributes) -> bytes:
        if not self._nonce:
            return _message(method, transaction, attributes)
        who = {USERNAME: self._username.encode(), REALM: self._realm, NONCE: self._nonce}
        unsigned = _message(method, transaction, attributes | who, promised=24)
        parts = (self._username.encode(), self._realm, self._password.encode())
        key = hashlib.md5(b":".join(parts), usedforsecurity=False).digest()
        return unsigned + _attribute(INTEGRITY, hmac.digest(key, unsigned, hashlib.sha1))


def _message(method: int, transaction: bytes, attributes: Attributes, promised: int = 0) -> bytes:
    """`promised` bytes are to follow, which the length in the header counts already."""
    body = b"".join(_attribute(*one) for one in attributes.items())
    return struct.pack("!HHI", method, len(body) + promised, COOKIE) + transaction + body


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def _parsed(message: bytes) -> Answer:
    kind, _, _ = struct.unpack("!HHI", message[:8])
    attributes: Attributes = {}
    at = 20
    while at + 4 <= len(message):
        name, length = struct.unpack("!HH", message[at : at + 4])
        attributes[name] = message[at + 4 : at + 4 + length]
        at += 4 + length + -length % 4
    return Answer(kind, message[8:20], attributes)


def _code(answer: Answer) -> int:
    """0 where it is no refusal."""
    if answer.kind & CLASS != FAILURE:
        return 0
    return answer.attributes[ERROR][2] * 100 + answer.attributes[ERROR][3]


def _masked(address: Address, transaction: bytes) -> bytes:
    """The value of an XOR-…-ADDRESS (RFC 8489, 14.2)."""
    ip = ipaddress.ip_address(address[0])
    return struct.pack("!BBH", 0, FAMILIES[ip.version], address[1] ^ COOKIE >> 16) + _xor(
        ip.packed, transaction
    )


def _unmasked(value: bytes, transaction: bytes) -> Address:
    port = int.from_bytes(value[2:4], "big") ^ COOKIE >> 16
    return str(ipaddress.ip_address(_xor(value[4:], transaction))), port


def _xor(packed: bytes, transaction: bytes) -> bytes:
    key = COOKIE.to_bytes(4, "big") + transaction
    return bytes(a ^ b for a, b in zip(packed, key, strict=False))
