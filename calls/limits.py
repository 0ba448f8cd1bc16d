"""How much one socket may send, and how many one address may open: token buckets, and an end to the patience
with those who do not stop."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict

from django.conf import settings

# Settings say how many messages a second; this many seconds' worth may come at once (a new call gathers its
# candidates in a burst).
BURST_SECONDS = 6
# The same for an address's handshakes: behind one may be a school, whose pages all come back after a restart.
ADDRESS_BURST_SECONDS = 30
ADDRESSES = 10_000  # that are remembered; the one that was silent longest is forgotten first
IPV6_NETWORK = 64  # bits; who has one address there has all of them


class TooFast(Exception):
    """A message over the limit; `retry_after` is seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class Bucket:
    """Holds `burst` seconds' worth of tokens and gains `rate` a second; a rate of 0 is no limit."""

    def __init__(self, rate: float, burst: float = BURST_SECONDS) -> None:
        self._rate = rate
        self._most = self._tokens = rate * burst
        self._at = time.monotonic()

    def take(self) -> None:
        """Take a token, or raise TooFast."""
        if not self._rate:
            return
        now = time.monotonic()
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate)
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


class Handshakes:
    """How often each address may open a socket at this process; it is asked before anything is looked up."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str) -> None:
        """Take a token of this address, or raise TooFast."""
        name = _network(address)
        bucket = self._buckets.pop(name, None)
        if bucket is None:
            bucket = Bucket(settings.SOCKET_HANDSHAKES_PER_SECOND, ADDRESS_BURST_SECONDS)
        self._buckets[name] = bucket
        if len(self._buckets) > ADDRESSES:
            self._buckets.popitem(last=False)
        bucket.take()


handshakes = Handshakes()


def _network(address: str) -> str:
    """The address, or the IPv6 network it is of; what is no address (a UNIX socket's) is one of its own."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 6 and known.ipv4_mapped is None:
        return str(ipaddress.ip_network((known, IPV6_NETWORK), strict=False))
    return address
