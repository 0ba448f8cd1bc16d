"""What a history says of pages and calls up to a moment: the ground the rules stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.chaos.history import Event

Snapshot = dict[str, Any]
ANSWERED = frozenset({"connecting", "active", "reconnecting"})


class Seen(NamedTuple):
    """A call as one page was told of it."""

    page: str
    who: str
    call: Snapshot


def snapshots(event: Event) -> Iterator[Seen]:
    """Those that this event brought to a page."""
    if event["what"] != "got":
        return
    told = event.get("calls", ()) if event["channel"] == "welcome" else [event]
    for call in told:
        if "version" in call and "state" in call:
            yield Seen(event["page"], event["who"], call)


def is_got(event: Event, *channels: str) -> bool:
    return event["what"] == "got" and event["channel"] in channels


def pair_of(seen: Seen) -> tuple[str, str]:
    """The call's caller and callee, by what this page was told."""
    other = str(seen.call["peer"]["username"])
    return (seen.who, other) if seen.call["role"] == "caller" else (other, seen.who)


def ender_of(seen: Seen) -> str | None:
    """Who ended the call, by name."""
    return {"me": seen.who, "peer": str(seen.call["peer"]["username"])}.get(seen.call.get("ended_by") or "")


class Pages:
    """Which pages have a socket, and since when those that have none."""

    def __init__(self) -> None:
        self.device: dict[str, str] = {}
        self._gone: dict[str, float] = {}
        self._absences: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def see(self, event: Event) -> None:
        if is_got(event, "welcome"):
            self.device[event["page"]] = event["device"]
            if (gone := self._gone.pop(event["page"], None)) is not None:
                self._absences[event["page"]].append((gone, event["t"]))
        elif event["what"] in {"lost", "left", "reloaded"}:
            self._gone.setdefault(event["page"], event["t"])

    def absent_for(self, page: str, now: float) -> float:
        """Seconds without a socket; 0 with one."""
        return now - self._gone.get(page, now)

    def was_absent(self, page: str, since: float, now: float, seconds: float) -> bool:
        """Whether it was ever without a socket for so long after `since`."""
        spans = [*self._absences[page], (self._gone.get(page, now), now)]
        return any(end - max(start, since) >= seconds for start, end in spans)

    def gone_at(self, page: str) -> float | None:
        return self._gone.get(page)
