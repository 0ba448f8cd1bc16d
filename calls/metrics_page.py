"""/metrics: what this process counted (calls/metrics.py) and how things stand in it now, as Prometheus reads
it (its text format). Only with METRICS_TOKEN; without that setting there is no such page.

Every number carries the process it is of, so that processes behind one address can be told apart.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from calls import database, delivery, metrics, sockets
from calls.codes import Close
from calls.models import Call
from calls.states import LIVE

CACHE_SECONDS = 5
# What a browser or a network may close a socket with; others are somebody's play and would be endless labels.
_CLOSE_CODES = {1000, 1001, 1005, 1006, 1009, 1011, 1012} | {
    code for name, code in vars(Close).items() if name.isupper()
}

ProcessCollector(registry=metrics.registry)
PlatformCollector(registry=metrics.registry)
GCCollector(registry=metrics.registry)


@require_safe
@never_cache
def metrics_page(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    ):
        return HttpResponse("A bearer token, please.\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(generate_latest(_OfThisProcess()), content_type=CONTENT_TYPE_LATEST)


class _OfThisProcess(Collector):
    """All of the registry, each sample with the label `process`."""

    def collect(self) -> Iterator[Metric]:
        process = str(os.getpid())
        for metric in metrics.registry.collect():
            metric.samples = [
                sample._replace(labels={**sample.labels, "process": process}) for sample in metric.samples
            ]
            yield metric


class _Now(Collector):
    """How things stand in this process, and what its event loop counted."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge("sockets_open", "Greeted sockets of this process.", len(sockets.everyone()))
        yield _counted("handshakes_refused", "Handshakes refused, by reason.", "reason", metrics.turned_away)
        yield _counted("sockets_accepted", "Sockets that were accepted.", "", metrics.accepted)
        yield _counted("sockets_closed", "Sockets that closed, by code.", "code", _codes(metrics.closed))
        yield _counted("messages", "Messages to the server.", "channel", _channels(metrics.messages))
        yield _counted("messages_refused", "Messages answered by an error.", "code", metrics.refused)
        yield _counted("deliveries_lost", "Messages that reached no socket.", "where", metrics.lost)
        yield from self._queues()
        yield from _lease()
        yield _calls()

    def _queues(self) -> Iterator[Metric]:
        waiting, troubled = delivery.standing()
        yield _gauge(
            "outbox_highest", "Most messages in one page's outbox since asked.", metrics.outbox.take()
        )
        yield _gauge(
            "database_waiting", "Pieces of work that wait for a database thread.", database.waiting()
        )
        yield _gauge("redis_waiting", "Messages on their way to other processes.", waiting)
        yield _gauge("redis_trouble", "1 while Redis does not answer.", int(troubled))


def _lease() -> Iterator[Metric]:
    if metrics.lease_renewed_at is not None:
        age = time.monotonic() - metrics.lease_renewed_at
        yield _gauge(
            "lease_age_seconds", "Since this process renewed its lease; 25 s and it is taken for dead.", age
        )


def _calls() -> Metric:
    """Of the whole site, from the database; the deadline's index holds live calls alone."""
    family = GaugeMetricFamily("videocall_calls", "Calls of the whole site, by state.", labels=["state"])
    numbers = _live_calls()
    for state in sorted(LIVE):
        family.add_metric([str(state)], numbers.get(str(state), 0))
    return family


_cached: tuple[float, dict[str, int]] = (-CACHE_SECONDS, {})


def _live_calls() -> dict[str, int]:
    global _cached
    if time.monotonic() - _cached[0] >= CACHE_SECONDS:
        live = Call.objects.filter(deadline__isnull=False).order_by().values_list("state")
        _cached = time.monotonic(), dict(live.annotate(number=Count("pk")))
    return _cached[1]


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"videocall_{name}", what, value=value)


def _counted(name: str, what: str, label: str, numbers: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(f"videocall_{name}", what, labels=[label] if label else [])
    for value, number in list(numbers.items()):  # a copy: the event loop goes on counting
        family.add_metric([value] if label else [], number)
    return family


def _channels(numbers: Mapping[Any, int]) -> dict[str, int]:
    return {str(kind.__struct_config__.tag): number for kind, number in list(numbers.items())}


def _codes(numbers: Mapping[int, int]) -> dict[str, int]:
    codes: dict[str, int] = {}
    for code, number in list(numbers.items()):
        name = str(code) if code in _CLOSE_CODES else "other"
        codes[name] = codes.get(name, 0) + number
    return codes


metrics.registry.register(_Now())
