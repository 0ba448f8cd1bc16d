"""Redis, where one is set: it answers, quickly, and keeps what it is given."""

from __future__ import annotations

import time
from typing import Any, cast
from urllib.parse import urlsplit

import redis
from django.conf import settings

from videocall import redis_connection
from videocall.doctor.findings import Finding, Findings, fine, warning, wrong

SECONDS = 5
SLOW_MS = 50
OLDEST = 6
PINGS = 5


def examine() -> Findings:
    if not settings.REDIS_URL:
        yield fine("None is set: right for one server process.")
        return
    try:
        with redis_connection.client(SECONDS) as client:
            yield from _looked_at(client)
    except redis.RedisError as error:
        yield _unreachable(error)


def _looked_at(client: redis.Redis) -> Findings:
    client.ping()
    took = min(_milliseconds(client) for _ in range(PINGS))
    server, memory = (_info(client, section) for section in ("server", "memory"))
    name = "Valkey" if server.get("server_name") == "valkey" else "Redis"
    version = str(server.get("valkey_version") or server["redis_version"])
    yield fine(f"{name} {version} answers ({took:.1f} ms).")
    if int(version.split(".")[0]) < OLDEST:
        yield warning(f"{name} {version} is no longer kept up.", f"Upgrade it to {OLDEST} or later.")
    if took > SLOW_MS:
        yield warning(
            f"Each question to it takes {took:.0f} ms; every message between processes does too.",
            "Let it run on the same machine or network as the server processes.",
        )
    yield from _eviction(memory)


def _info(client: redis.Redis, section: str) -> dict[str, Any]:
    return cast(dict[str, Any], client.info(section))


def _milliseconds(client: redis.Redis) -> float:
    started = time.perf_counter()
    client.ping()
    return (time.perf_counter() - started) * 1000


def _eviction(memory: dict[str, Any]) -> Findings:
    """With a limit and a policy, a full Redis throws keys away, rate limits' counts among them."""
    policy = str(memory.get("maxmemory_policy", "noeviction"))
    if policy == "noeviction" or not memory.get("maxmemory"):
        yield fine("It throws nothing away.")
        return
    yield warning(
        f"When it is full it throws keys away ({policy}): rate limits then begin anew.",
        "redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf",
    )


def _unreachable(error: redis.RedisError) -> Finding:
    where = urlsplit(settings.REDIS_URL)
    if isinstance(error, redis.AuthenticationError):
        fix = "REDIS_URL=redis://:PASSWORD@host:6379/0, with the password of its requirepass or ACL"
        return wrong("Redis refuses the password in REDIS_URL.", fix)
    return wrong(
        f"Redis does not answer at {where.hostname or where.path}:{where.port or 6379} "
        f"({type(error).__name__}): pages on different processes cannot reach each other.",
        "systemctl status redis-server; then compare REDIS_URL with its address",
    )
