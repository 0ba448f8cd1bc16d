"""One STUN or TURN server, asked as a browser asks it; and what its silence or refusal means."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aioice import stun, turn

from videocall.doctor import tls
from videocall.doctor.findings import Finding, wrong
from videocall.doctor.ice_url import IceUrl

SECONDS = 5
LIFETIME = 600
SERVICE = "coturn"

Client = turn.TurnClientUdpProtocol | turn.TurnClientTcpProtocol
# What a server that cannot be used answers with, or does not.
FAILURES = (OSError, ConnectionError, TimeoutError, stun.TransactionError)


@asynccontextmanager
async def connected(server: IceUrl, username: str | None, password: str | None) -> AsyncIterator[Client]:
    """A line to the server, closed in the end. Raises one of FAILURES."""
    loop = asyncio.get_running_loop()
    place = (server.host, server.port)
    if server.transport == "udp":
        address = await _resolved(server)
        _, client = await loop.create_datagram_endpoint(
            lambda: turn.TurnClientUdpProtocol(address, username, password, LIFETIME, LIFETIME),
            remote_addr=address,
        )
        opened: Client = client
    else:
        _, opened = await loop.create_connection(
            lambda: turn.TurnClientTcpProtocol(place, username, password, LIFETIME, LIFETIME),
            *place,
            ssl=tls.trusting() if server.secure else None,
        )
    try:
        yield opened
    finally:
        opened.transport.close()


async def _resolved(server: IceUrl) -> tuple[str, int]:
    loop = asyncio.get_running_loop()
    [first, *_] = await loop.getaddrinfo(server.host, server.port, type=socket.SOCK_DGRAM)
    return str(first[4][0]), server.port


def failure(server: IceUrl, error: Exception) -> Finding:
    """The finding for a line that could not be had."""
    port = f"{server.port}/{server.transport}"
    match error:
        case ssl.SSLError():
            return tls.refused(server.url, error, SERVICE)
        case socket.gaierror():
            fix = f"Make a DNS record (A, AAAA) for {server.host}, or put another name into the setting."
            return wrong(f"{server.url}: the name is not known.", fix)
        case ConnectionRefusedError():
            fix = f"systemctl status coturn; its listening-port or tls-listening-port must be {server.port}"
            return wrong(f"{server.url}: nothing listens there.", fix)
    fix = f"systemctl status coturn; open {port} in every firewall on the way: ufw allow {port}"
    return wrong(f"{server.url}: no answer within {SECONDS} s over {server.over}.", fix)
