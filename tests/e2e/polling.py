"""Waiting for a condition in browsers that need the processor for the call itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests import servers

EVERY = 0.15  # each look costs a page a picture, or a report of its statistics


def wait_until(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """As tests.servers.wait_until, looking less often."""
    return servers.wait_until(condition, seconds, what, EVERY)
