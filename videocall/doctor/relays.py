"""TURN: a real allocation on each server of TURN_URLS, with the credentials that callers get."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import time

from aioice import stun
from django.conf import settings

from calls import ice
from videocall.doctor import relayed_traffic, tls
from videocall.doctor.findings import Finding, Findings, fine, warning, wrong
from videocall.doctor.ice_server import FAILURES, SECONDS, SERVICE, Client, connected, failure
from videocall.doctor.ice_url import IceUrl

WHO = "doctor"
MINUTE, DAY = 60, 24 * 3600
PATIENCE = 3  # attempts, a second apart
FORM = "TURN_URLS=turn:turn.example.org:3478?transport=udp, turns:turn.example.org:5349?transport=tcp"
UNAUTHORIZED, QUOTA, SHORT = 401, 486, 508


def examine() -> Findings:
    if not settings.TURN_URLS:
        yield warning(
            "None is set: calls fail between people whose networks keep them from each other.",
            "Set up coturn (docs/deployment.md, TURN), then TURN_URLS and TURN_SECRET.",
        )
        return
    for url in settings.TURN_URLS:
        yield from asyncio.run(_one(url))


async def _one(url: str) -> list[Finding]:
    try:
        server = IceUrl.parse(url)
    except ValueError as error:
        return [wrong(f"{url}: {error}.", FORM)]
    try:
        async with asyncio.timeout(6 * SECONDS):
            return await _relayed(server)
    except stun.TransactionFailed as refusal:
        return await _refused(server, refusal)
    except FAILURES as error:
        return [failure(server, error)]


async def _relayed(server: IceUrl) -> list[Finding]:
    started = time.perf_counter()
    async with connected(server, *ice.credentials(WHO, settings.TURN_TTL_SECONDS)) as client:
        async with asyncio.timeout(SECONDS):
            relay = await client.connect()
        took = (time.perf_counter() - started) * 1000
        try:
            found = [fine(f"{server.url} relays over {server.over} ({took:.0f} ms).")]
            found += _certificate(server, client) + _outside(server, relay[0], client)
            return found + await relayed_traffic.examine(server, client, relay)
        finally:
            await client.delete()


def _certificate(server: IceUrl, client: Client) -> list[Finding]:
    tunnel: ssl.SSLObject | None = client.transport.get_extra_info("ssl_object")
    return list(tls.lifetime(server.url, tunnel.getpeercert(), SERVICE)) if tunnel else []


def _outside(server: IceUrl, relay: str, client: Client) -> list[Finding]:
    """A relay on a private address serves nobody outside, unless the server itself is only for inside."""
    peer: tuple[str, int] = client.transport.get_extra_info("peername")
    if not ipaddress.ip_address(relay).is_private or ipaddress.ip_address(peer[0]).is_private:
        return []
    fix = f"external-ip={peer[0]}/{relay} in /etc/turnserver.conf, then systemctl restart coturn"
    return [wrong(f"{server.url} relays at a private address: nobody outside can send there.", fix)]


async def _refused(server: IceUrl, refusal: stun.TransactionFailed) -> list[Finding]:
    code = refusal.response.error_code
    if code == UNAUTHORIZED and await _lets_in_after_all(server):
        return await _relayed(server)
    return [await _refusal(server, code)]


async def _refusal(server: IceUrl, code: int | None) -> Finding:
    if code == UNAUTHORIZED:
        return await _unauthorized(server)
    if code in {QUOTA, SHORT}:
        fix = "Raise user-quota and total-quota in /etc/turnserver.conf, or widen min-port to max-port."
        return wrong(f"{server.url} has no room for another relay ({code}).", fix)
    return wrong(f"{server.url} refuses to relay ({code}).", "journalctl -u coturn says why.")


async def _lets_in_after_all(server: IceUrl) -> bool:
    """In the first moments after its start coturn may not know its own secret yet."""
    for _ in range(PATIENCE):
        if await _lets_in(server, settings.TURN_TTL_SECONDS):
            return True
        await asyncio.sleep(1)
    return False


async def _lets_in(server: IceUrl, seconds: int) -> bool:
    """Whether it takes a password of ours that is good for so long."""
    try:
        async with asyncio.timeout(SECONDS):
            async with connected(server, *ice.credentials(WHO, seconds)) as client:
                await client.connect()
                await client.delete()
    except FAILURES:
        return False
    return True


async def _unauthorized(server: IceUrl) -> Finding:
    """Wrong secret or wrong clock? A password that holds for a day is good by any clock near ours."""
    if not await _lets_in(server, DAY):
        return wrong(
            f"{server.url} refuses the site's passwords (401): the two secrets differ.",
            "static-auth-secret in /etc/turnserver.conf must be TURN_SECRET, with use-auth-secret; "
            "then systemctl restart coturn",
        )
    minutes = settings.TURN_TTL_SECONDS // MINUTE
    return wrong(
        f"{server.url} takes the site's passwords for expired: its clock is over {minutes} minutes ahead.",
        "timedatectl set-ntp true, on this machine and on the relay's",
    )
