"""What this process counts for whoever watches it. The only door to it; calls/metrics_page.py shows it.

What happens with every message is a plain number that the event loop's thread alone changes: the library's
counters take a lock each time. The rest, seldom and from any thread, is the library's.
"""

from __future__ import annotations

import time
from collections import Counter as Tally
from datetime import timedelta
from typing import Protocol, get_args

from django.db import transaction
from prometheus_client import CollectorRegistry, Counter, Histogram

from calls.messages import ClientMessage
from calls.report_message import CallReport

registry = CollectorRegistry()

# ---- on the event loop's thread -------------------------------------------------------------------

# To the server, by their type: a plain dict, which costs a third of a Counter.
messages: dict[type, int] = dict.fromkeys(get_args(ClientMessage), 0)
refused: Tally[str] = Tally()  # by error code
turned_away: Tally[str] = Tally()  # handshakes, by whose they were: a wrong origin's, a too fast address's
accepted: Tally[str] = Tally()  # sockets; under one name
closed: Tally[int] = Tally()  # sockets, by close code
lost: Tally[str] = Tally()  # deliveries, by where


class High:
    """The highest a number has been since it was last looked at."""

    def __init__(self) -> None:
        self.mark = 0

    def take(self) -> int:
        mark, self.mark = self.mark, 0
        return mark


outbox = High()  # messages waiting in one page's outbox
lease_renewed_at: float | None = None


def lease_renewed() -> None:
    global lease_renewed_at
    lease_renewed_at = time.monotonic()


# ---- from any thread ------------------------------------------------------------------------------

_ended = Counter("videocall_calls_ended", "Calls that ended, by reason.", ["reason"], registry=registry)
_epochs = Counter(
    "videocall_epochs", "Peer connections built anew in a call (a reload, or no way back).", registry=registry
)
_answer = Histogram(
    "videocall_ring_to_accept_seconds",
    "From the ring's beginning to its acceptance.",
    buckets=(1, 2, 5, 10, 15, 20, 30, 45, 60),
    registry=registry,
)
_setup = Histogram(
    "videocall_setup_seconds",
    "From the acceptance to picture and sound, as pages report it.",
    ["path"],
    buckets=(0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 20),
    registry=registry,
)
_paths = Counter(
    "videocall_media_paths",
    "Seats that connected: direct or relayed, and over what.",
    ["path", "transport"],
    registry=registry,
)
_outcomes = Counter(
    "videocall_media_outcomes",
    "How media stands at a seat, as pages report it.",
    ["outcome"],
    registry=registry,
)
_restarts = Counter("videocall_ice_restarts", "ICE restarts, as pages report them.", registry=registry)
redis_failures = Counter("videocall_redis_failures", "Failed attempts to reach Redis.", registry=registry)


class Before(Protocol):
    """What an earlier report of the same seat and epoch said."""

    outcome: str
    setup_ms: int | None
    restarts: int


def ended(reason: str) -> None:
    """A call ended, once the transaction stands."""
    transaction.on_commit(lambda: _ended.labels(str(reason)).inc())


def answered(after: timedelta) -> None:
    transaction.on_commit(lambda: _answer.observe(after.total_seconds()))


def epoch_begun() -> None:
    transaction.on_commit(_epochs.inc)


def reported(report: CallReport, before: Before | None) -> None:
    """A page's report was kept: counted is what it says beyond the one before."""
    if before is None or before.outcome != report.outcome:
        _outcomes.labels(report.outcome).inc()
    _restarts.inc(max(0, (report.restarts or 0) - (before.restarts if before else 0)))
    if report.setup_ms is not None and (before is None or before.setup_ms is None):
        path = "relayed" if "relay" in (report.local, report.remote) else "direct"
        _setup.labels(path).observe(report.setup_ms / 1000)
        _paths.labels(path, report.relay or report.transport or "unknown").inc()
