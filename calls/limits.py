"""How much one socket may send: token buckets, and an end to the patience with those who do not stop."""

from __future__ import annotations

import time

from django.conf import settings

# Settings say how many messages a second; this many seconds' worth may come at once (a new call gathers its
# candidates in a burst).
BURST_SECONDS = 6


class TooFast(Exception):
    """A message over the limit; `retry_after` is seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class Bucket:
    """Holds BURST_SECONDS' worth of tokens and gains `rate` a second; a rate of 0 is no limit."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._tokens = rate * BURST_SECONDS
        self._at = time.monotonic()

    def take(self) -> None:
        """Take a token, or raise TooFast."""
        if not self._rate:
            return
        now = time.monotonic()
        self._tokens = min(self._rate * BURST_SECONDS, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            raise TooFast((1 - self._tokens) / self._rate)
        self._tokens -= 1


class Limits:
    """One socket's buckets: requests go to the database, signals only through the process."""

    def __init__(self) -> None:
        self.requests = Bucket(settings.SOCKET_REQUESTS_PER_SECOND)
        self.signals = Bucket(settings.SOCKET_SIGNALS_PER_SECOND)
        self._refused = 0

    def exhausted(self) -> bool:
        """Count one more message over the limit; whether the socket is to be closed."""
        self._refused += 1
        return 0 < settings.SOCKET_VIOLATIONS <= self._refused
