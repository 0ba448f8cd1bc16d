"""The cache that rate limits count in: Redis, shared by all processes; this process's memory while Redis is
away, so that people can sign in then. Each process counts for itself for that time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from videocall import redis_connection

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 1.0
# How long Redis is left alone after it failed: nobody else waits for it meanwhile.
PAUSE_SECONDS = 5.0
# What uses a connection. All else in Django's class is made of these.
OPERATIONS = (
    *("add", "get", "set", "touch", "delete", "has_key", "incr"),
    *("get_many", "set_many", "delete_many", "clear"),
)


class _Client(RedisCacheClient):
    """Django's, with connections made as the settings say (TLS, Sentinels)."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self._connected = redis_connection.client(ANSWER_SECONDS, servers[0])

    def get_client(self, key: object = None, *, write: bool = False) -> redis.Redis:
        return self._connected


class SurvivingRedisCache(RedisCache):
    """Redis where it answers, memory where it does not."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
        self._meanwhile = LocMemCache("while-redis-is-away", params)
        self._away_until: float | None = None

    def _attempt(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if self._away_until is None or time.monotonic() >= self._away_until:
            try:
                value = getattr(super(), name)(*args, **kwargs)
            except redis.RedisError as error:
                self._log_loss(error)
                self._away_until = time.monotonic() + PAUSE_SECONDS
            else:
                self._log_return()
                return value
        return getattr(self._meanwhile, name)(*args, **kwargs)

    def _log_loss(self, error: redis.RedisError) -> None:
        if self._away_until is None:
            logger.error("Redis does not answer; each process counts rate limits for itself. %s", error)

    def _log_return(self) -> None:
        if self._away_until is not None:
            self._away_until = None
            logger.warning("Redis answers again: rate limits are counted there.")


def _surviving(name: str) -> Callable[..., Any]:
    def operation(self: SurvivingRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._attempt(name, *args, **kwargs)

    return operation


for _name in OPERATIONS:
    setattr(SurvivingRedisCache, _name, _surviving(_name))
