"""How Redis (7 or later, or Valkey) is reached: straight, over TLS, or through Sentinels that know which
server is the master now.

With REDIS_SENTINELS the host of REDIS_URL is not a machine but the master's name in the Sentinels'
configuration: redis://:password@mymaster/0.
"""

from __future__ import annotations

from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.connection import parse_url
from redis.retry import Retry
from redis.sentinel import Sentinel

# For a question to a Sentinel; the next one is asked then.
SENTINEL_SECONDS = 1

Sentinels = list[tuple[str, int]]


def layer_host(url: str, ca: str, sentinels: Sentinels, password: str) -> dict[str, Any]:
    """One of channels_redis' `hosts`. A reader waits for as long as nothing comes, hence no time-out."""
    options = {"socket_timeout": None, "max_connections": 50}
    if not sentinels:
        return {"address": url, **_trust(url, ca), **options}
    master, given = _master(url, ca)
    known = {"sentinels": sentinels, "sentinel_kwargs": _sentinel_options(url, ca, password)}
    return {"master_name": master, **known, **given, **options}


def client(seconds: float, url: str = "") -> redis.Redis:
    """A client for the site's Redis (at `url` if one is given) that waits so long for each answer."""
    url, ca = url or settings.REDIS_URL, settings.REDIS_CA
    # Once more for a connection that Redis closed meanwhile; redis-py's own way is to wait up to 10 s.
    options: dict[str, Any] = {"retry": Retry(NoBackoff(), 1)}
    options |= {"socket_timeout": seconds, "socket_connect_timeout": seconds}
    if not settings.REDIS_SENTINELS:
        return redis.Redis.from_url(url, **_trust(url, ca), **options)
    master, given = _master(url, ca)
    known = _sentinel_options(url, ca, settings.REDIS_SENTINEL_PASSWORD)
    found: redis.Redis = Sentinel(settings.REDIS_SENTINELS, sentinel_kwargs=known).master_for(
        master, **given, **options
    )
    return found


def _master(url: str, ca: str) -> tuple[str, dict[str, Any]]:
    """The master's name, and what a connection to it is made with."""
    parts = dict(parse_url(url))
    parts.pop("connection_class", None)
    parts.pop("port", None)
    return parts.pop("host"), parts | _tls(url, ca)


def _sentinel_options(url: str, ca: str, password: str) -> dict[str, Any]:
    """Sentinels speak TLS where the master does."""
    time_outs = {"socket_timeout": SENTINEL_SECONDS, "socket_connect_timeout": SENTINEL_SECONDS}
    return time_outs | _tls(url, ca) | ({"password": password} if password else {})


def _tls(url: str, ca: str) -> dict[str, Any]:
    return {"ssl": True, **_trust(url, ca)} if url.startswith("rediss:") else {}


def _trust(url: str, ca: str) -> dict[str, Any]:
    """The authority that signed the server's certificate, where it is not one of the system's."""
    return {"ssl_ca_certs": ca} if ca and url.startswith("rediss:") else {}
