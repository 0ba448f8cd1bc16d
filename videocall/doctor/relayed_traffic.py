"""Where a relay lets its users send: to other relays, and nowhere inside."""

from __future__ import annotations

import asyncio

from aioice import stun

from videocall.doctor.findings import Finding, warning, wrong
from videocall.doctor.ice_server import Client
from videocall.doctor.ice_url import IceUrl

# The machine itself, its network, and where clouds keep their machines' secrets.
PRIVATE = ("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254")
DISCARD = 9  # nothing is sent there: a binding is a permission (RFC 8656, section 9)
FIRST_CHANNEL = 0x4000
SECONDS = 4
GREETING = b"doctor's packet!"

Place = tuple[str, int]


async def examine(server: IceUrl, client: Client, relay: Place) -> list[Finding]:
    """`relay` is the address that the client was given."""
    return await _to_itself(server, client, relay) + await _inside(server, client, relay)


async def _inside(server: IceUrl, client: Client, relay: Place) -> list[Finding]:
    """The relay must refuse private addresses, or its users look into the network behind it."""
    allowed = [
        address
        for number, address in enumerate(PRIVATE)
        if address != relay[0] and await _binds(client, FIRST_CHANNEL + 1 + number, (address, DISCARD))
    ]
    if not allowed:
        return []
    fix = (
        "Put the denied-peer-ip lines of deploy/turnserver.conf into /etc/turnserver.conf "
        f"({', '.join(f'denied-peer-ip={address}' for address in allowed)}), then systemctl restart coturn"
    )
    return [warning(f"{server.url} lets its users send to private addresses ({', '.join(allowed)}).", fix)]


async def _to_itself(server: IceUrl, client: Client, relay: Place) -> list[Finding]:
    """Two people who both need the relay meet at its own address: a packet goes there and comes back."""
    if not await _binds(client, FIRST_CHANNEL, relay):
        fix = (
            "allowed-peer-ip=ADDRESS in /etc/turnserver.conf, with the relay machine's own address; and no "
            "denied-peer-ip=:: or denied-peer-ip=0.0.0.0, which coturn 4.6 takes for every address"
        )
        words = (
            f"{server.url} refuses to relay to its own address: calls fail where both sides need the relay."
        )
        return [wrong(words, fix)]
    if await _comes_back(client, relay):
        return []
    fix = f"external-ip in /etc/turnserver.conf: {relay[0]} must lead back to the relay, from the relay too."
    words = f"{server.url}: packets to its own relay get lost: calls fail where both sides need the relay."
    return [warning(words, fix)]


async def _binds(client: Client, channel: int, place: Place) -> bool:
    try:
        async with asyncio.timeout(SECONDS):
            await client.channel_bind(channel, place)
    except (stun.TransactionError, TimeoutError):
        return False
    return True


async def _comes_back(client: Client, relay: Place) -> bool:
    arrived = asyncio.get_running_loop().create_future()
    client.receiver = _Receiver(arrived)
    client.peer_to_channel[relay], client.channel_to_peer[FIRST_CHANNEL] = FIRST_CHANNEL, relay
    client.channel_refresh_at[FIRST_CHANNEL] = float("inf")
    await client.send_data(GREETING, relay)
    try:
        async with asyncio.timeout(SECONDS):
            return bool(await arrived == GREETING)
    except TimeoutError:
        return False


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, arrived: asyncio.Future[bytes]) -> None:
        self._arrived = arrived

    def datagram_received(self, data: bytes, addr: Place) -> None:
        if not self._arrived.done():
            self._arrived.set_result(data)
