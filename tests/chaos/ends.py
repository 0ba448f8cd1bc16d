"""Why calls ended: each reason must have its cause in the history, and no established call ends by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tests.chaos.history import Event
from tests.chaos.scene import ANSWERED, Pages, Seen, ender_of, pair_of, snapshots

# docs/protocol.md, timings, in seconds, less what passes between the server's clock and a client's.
ABSENT = 115.0
CALLER_ABSENT = 9.0
RECONNECTING = 40.0
CONNECTING = 18.0
LONGEST = 12 * 3600.0
SLACK = 1.0
REPORTED = 5.0  # from media being up until the server knows, on a machine that is busy


class Link(NamedTuple):
    """One side's media: connected or not, and since when."""

    up: bool
    since: float


class Ends:
    """Sees each call's end once, when the first page is told of it."""

    def __init__(self) -> None:
        self._pages = Pages()
        self._ring_seconds = 45.0
        self._begun: dict[str, float] = {}  # at the latest
        self._placed_at: dict[str, str] = {}  # by caller: the page
        self._answered: dict[str, float] = {}
        self._over: set[str] = set()
        self._placing: dict[str, float] = {}  # by caller: the last press of the button
        self._accepting: dict[str, float] = {}
        self._seats: dict[str, dict[str, str]] = defaultdict(dict)  # by call: whose seat is at which page
        self._links: dict[str, dict[str, Link]] = defaultdict(dict)
        self._asked: set[tuple[str, str, str]] = set()  # who, channel, call

    def see(self, event: Event) -> Iterator[str]:
        self._pages.see(event)
        match event["what"]:
            case "facts":
                self._ring_seconds = event["ring_seconds"]
            case "sent" if event["channel"] == "start_call":
                self._placing[event["who"]] = event["t"]
                self._placed_at[event["who"]] = event["page"]
            case "sent" if "call" in event:
                if event["channel"] == "accept_call":
                    self._accepting.setdefault(event["call"], event["t"])
                self._asked.add((event["who"], event["channel"], event["call"]))
            case "link":
                self._links[event["call"]][event["who"]] = Link(event["up"], event["t"])
            case "got":
                yield from self._got(event)

    def _got(self, event: Event) -> Iterator[str]:
        for seen in snapshots(event):
            call = seen.call["call"]
            if call in self._over:
                continue
            self._begun.setdefault(call, self._placing.get(pair_of(seen)[0], float(event["t"])))
            if seen.call["seat"] == "here":
                self._seats[call][seen.who] = seen.page
            if seen.call["state"] in ANSWERED:
                self._answered.setdefault(call, self._accepting.get(call, float(event["t"])))
            elif seen.call["state"] == "ended":
                self._over.add(call)
                if not self._has_cause(seen, event["t"]):
                    how = f"{call} ended {seen.call['reason']} by {ender_of(seen)}"
                    yield f"{how}: {self._told(call, event['t'])}"

    def _has_cause(self, seen: Seen, now: float) -> bool:
        """Nobody's session ends, and no operator ends calls: those reasons have none."""
        call, who = seen.call["call"], ender_of(seen)
        if self._asked_by(who, call):
            return seen.call["reason"] in {"completed", "declined", "failed", "cancelled"}
        match seen.call["reason"]:
            case "cancelled":
                return self._gone(call, who, now, CALLER_ABSENT)
            case "missed":
                return call not in self._answered and self._rang_out(call, now)
            case "failed" if who is None:
                return self._apart(call, now, CONNECTING)
            case "lost":
                return self._apart(call, now, RECONNECTING)
            case reason:
                return bool(reason == "busy")

    def _rang_out(self, call: str, now: float) -> bool:
        return now - self._begun[call] >= self._ring_seconds - SLACK

    def _asked_by(self, who: str | None, call: str) -> bool:
        return any((who, channel, call) in self._asked for channel in ("hang_up", "decline_call"))

    def _gone(self, call: str, who: str | None, now: float, seconds: float) -> bool:
        page = self._seats[call].get(who or "", self._placed_at.get(who or ""))
        return page is not None and self._pages.was_absent(page, self._begun[call], now, seconds)

    def _established(self, call: str) -> bool:
        links = self._links[call].values()
        return len(links) == 2 and all(link.up for link in links)

    def _apart(self, call: str, now: float, seconds: float) -> bool:
        """Media were down for so long (till just now, so that nobody could say that they are up), or a seat
        was without its page."""
        began = self._answered.get(call, self._accepting.get(call, now))
        links = list(self._links[call].values())
        up = self._established(call) and all(now - link.since > REPORTED for link in links)
        down_since = max((link.since for link in links if not link.up), default=began)
        if not up and now - down_since >= seconds:
            return True
        long = ABSENT if up else seconds
        return any(self._pages.was_absent(page, began, now, long) for page in self._seats[call].values())

    def _told(self, call: str, now: float) -> str:
        absent = {
            who: f"absent {self._pages.absent_for(page, now):.1f} s"
            for who, page in self._seats[call].items()
        }
        links = {
            who: f"{'up' if link.up else 'down'} {now - link.since:.1f} s"
            for who, link in self._links[call].items()
        }
        return f"pages {absent}, media {links}, begun {now - self._begun[call]:.1f} s before"
