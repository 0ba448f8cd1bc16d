"""STUN: each server of STUN_URLS tells us our address."""

from __future__ import annotations

import asyncio
import time

from aioice import stun
from django.conf import settings

from videocall.doctor.findings import Finding, Findings, fine, wrong
from videocall.doctor.ice_server import FAILURES, SECONDS, connected, failure
from videocall.doctor.ice_url import IceUrl


def examine() -> Findings:
    if not settings.STUN_URLS:
        # A TURN server tells the address as well (RFC 8656, section 7.2).
        fix = "STUN_URLS=stun:turn.example.org:3478 (coturn answers STUN too)"
        yield fine("None is set." if settings.TURN_URLS else f"None is set: calls on one network only. {fix}")
        return
    yield from asyncio.run(_all(settings.STUN_URLS))


async def _all(urls: list[str]) -> list[Finding]:
    return await asyncio.gather(*(_one(url) for url in urls))


async def _one(url: str) -> Finding:
    try:
        server = IceUrl.parse(url)
    except ValueError as error:
        return wrong(f"{url}: {error}.", "STUN_URLS=stun:turn.example.org:3478")
    try:
        async with asyncio.timeout(SECONDS):
            return await _asked(server)
    except FAILURES as error:
        return failure(server, error)


async def _asked(server: IceUrl) -> Finding:
    started = time.perf_counter()
    async with connected(server, None, None) as client:
        request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        await client.request(request)
    return fine(f"{server.url} answers ({(time.perf_counter() - started) * 1000:.0f} ms).")
