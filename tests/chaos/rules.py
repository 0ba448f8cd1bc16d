"""What must hold of every history. A rule sees the events in order and says what is wrong with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.chaos.history import Event
from tests.chaos.scene import ANSWERED, Pages, ender_of, is_got, pair_of, snapshots

SIGNALS = ("webrtc_offer", "webrtc_answer", "webrtc_ice_candidate")
# docs/protocol.md, states: what may come later, with versions in between unseen.
LATER = {
    "ringing": {"ringing", "connecting", "active", "reconnecting", "ended"},
    "connecting": {"connecting", "active", "reconnecting", "ended"},
    "active": {"active", "reconnecting", "ended"},
    "reconnecting": {"active", "reconnecting", "ended"},
    "ended": set[str](),
}
# A client that follows the protocol never earns these.
WRONG_ERRORS = frozenset(
    {"bad_message", "unknown_channel", "too_large", "hello_expected", "not_contact", "server_error"}
)
WRONG_CODES = frozenset({4400, 4401, 4409, 4429})


class OneStory:
    """All are told the same of a version; versions only rise, states only follow, ended is final."""

    def __init__(self) -> None:
        self._story: dict[str, dict[int, tuple[Any, ...]]] = defaultdict(dict)
        self._newest: dict[tuple[str, str], int] = {}  # by page and call

    def see(self, event: Event) -> Iterator[str]:
        for seen in snapshots(event):
            call, version = seen.call["call"], seen.call["version"]
            known = self._newest.get((seen.page, call), 0)
            if version < known:
                yield f"{seen.page} was told version {version} of {call} after {known}"
            self._newest[seen.page, call] = max(version, known)
            fact = (seen.call["state"], seen.call["epoch"], seen.call["reason"], ender_of(seen))
            yield from self._compare(call, version, fact)

    def _compare(self, call: str, version: int, fact: tuple[Any, ...]) -> Iterator[str]:
        story = self._story[call]
        told = story.setdefault(version, fact)
        if told != fact:
            yield f"version {version} of {call} is {told} and {fact}"
        before = max((other for other in story if other < version), default=None)
        after = min((other for other in story if other > version), default=None)
        if before is not None and not _follows(story[before], fact):
            yield f"{call} went from {story[before]} (version {before}) to {fact} (version {version})"
        if after is not None and not _follows(fact, story[after]):
            yield f"{call} went from {fact} (version {version}) to {story[after]} (version {after})"


def _follows(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    return after[0] in LATER[before[0]] and before[1] <= after[1]


class OneSeat:
    """In an epoch of an answered call each of the two sits at one device: one acceptance, no copies."""

    def __init__(self) -> None:
        self._pages = Pages()
        self._seat: dict[tuple[str, int, str], str] = {}

    def see(self, event: Event) -> Iterator[str]:
        self._pages.see(event)
        for seen in snapshots(event):
            if seen.call["state"] in ANSWERED and seen.call["seat"] == "here":
                device = self._pages.device.get(seen.page, "")
                where = (seen.call["call"], seen.call["epoch"], seen.who)
                if self._seat.setdefault(where, device) != device:
                    yield f"two devices of {seen.who} are seated in {where[0]}, epoch {where[1]}"


class Signals:
    """A signal reaches seated pages of an answered call alone, in the epoch they know, from the other."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Event] = {}  # by page and call

    def see(self, event: Event) -> Iterator[str]:
        for seen in snapshots(event):
            self._known[seen.page, seen.call["call"]] = seen.call
        if is_got(event, *SIGNALS):
            call = self._known.get((event["page"], event["call"]))
            for wrong in _wrong_with(event, call):
                yield f"{event['page']} got {event['channel']} of {event['call']}, {wrong}"


def _wrong_with(signal: Event, call: Event | None) -> Iterator[str]:
    if call is None:
        yield "of which it knows nothing"
        return
    if call["state"] not in ANSWERED:
        yield f"which is {call['state']}"
    if call["seat"] != "here":
        yield "where it has no seat"
    if call["epoch"] != signal["epoch"]:
        yield f"of epoch {signal['epoch']} in epoch {call['epoch']}"
    if call["peer"]["username"] != signal["from"]:
        yield f"from {signal['from']}"


class Rings:
    """No page rings for a call it saw end; no page that comes later is told that an ended call lives.

    Another page's ring may cross the end on its way: it must be told of the end soon.
    """

    SOON = 12.0  # seconds; the server looks for lost messages every 5

    def __init__(self) -> None:
        self._pages = Pages()
        self._ended: dict[str, float] = {}  # by call, when anybody was first told
        self._ended_here: set[tuple[str, str]] = set()
        self._late: dict[tuple[str, str], float] = {}

    def see(self, event: Event) -> Iterator[str]:
        gone = self._pages.gone_at(event.get("page", ""))
        if event["what"] == "got":
            yield from self._got(event, gone)
        self._pages.see(event)
        for (page, call), since in list(self._late.items()):
            if event["what"] == "lost" and event["page"] == page:
                del self._late[page, call]
            elif event["t"] > since + self.SOON:
                del self._late[page, call]
                yield f"{page} rings on for {call}, which has ended"

    def _got(self, event: Event, gone: float | None) -> Iterator[str]:
        page = event["page"]
        for seen in snapshots(event):
            call = seen.call["call"]
            if seen.call["state"] == "ended":
                self._ended.setdefault(call, event["t"])
                self._ended_here.add((page, call))
                self._late.pop((page, call), None)
            elif gone is not None and self._ended.get(call, gone) < gone:
                yield f"{page} came and was told that {call} lives, which had ended"
        if event["channel"] == "start_call":
            if (page, event["call"]) in self._ended_here:
                yield f"{page} rings for {event['call']}, whose end it was told"
            elif event["call"] in self._ended:
                self._late[page, event["call"]] = event["t"]


class Attempts:
    """However often it is repeated, one attempt to call (its `ref`) places one call at most."""

    def __init__(self) -> None:
        self._refs: dict[str, set[str]] = defaultdict(set)
        self._placed: dict[str, set[str]] = defaultdict(set)

    def see(self, event: Event) -> Iterator[str]:
        if event["what"] == "sent" and event["channel"] == "start_call":
            self._refs[event["who"]].add(event["ref"])
        for seen in snapshots(event):
            caller = pair_of(seen)[0]
            placed = self._placed[caller]
            if seen.call["call"] not in placed:
                placed.add(seen.call["call"])
                if len(placed) > len(self._refs[caller]):
                    yield f"{caller} tried {len(self._refs[caller])} times, and placed {len(placed)} calls"


class Strangers:
    """Of a call only its two people hear, and of somebody's presence only contacts."""

    def __init__(self) -> None:
        self._pairs: dict[str, tuple[str, str]] = {}
        self._contacts: dict[str, set[str]] = {}

    def see(self, event: Event) -> Iterator[str]:
        if event["what"] == "facts":
            self._contacts = {who: set(others) for who, others in event["contacts"].items()}
        for call, pair in _pairs(event):
            if self._pairs.setdefault(call, pair) != pair:
                yield f"{event['who']} was told of {call} as a call of {pair}"
        if is_got(event, *SIGNALS, "ringing") and event["who"] not in self._pairs.get(event["call"], ()):
            yield f"{event['who']} got {event['channel']} of somebody else's {event['call']}"
        if is_got(event, "presence"):
            strangers = set(event["people"]) - self._contacts.get(event["who"], set())
            if strangers:
                yield f"{event['who']} was told the presence of {sorted(strangers)}"


def _pairs(event: Event) -> Iterator[tuple[str, tuple[str, str]]]:
    """The calls this event tells of, each with the two people it is told to be of."""
    for seen in snapshots(event):
        yield seen.call["call"], pair_of(seen)
    if is_got(event, "start_call"):
        yield event["call"], (event["from"]["username"], event["who"])


class Refusals:
    """The server refuses no message and no socket of clients that do nothing wrong."""

    def see(self, event: Event) -> Iterator[str]:
        if is_got(event, "error") and event["code"] in WRONG_ERRORS:
            yield f"{event['page']} was answered {event['code']} to {event.get('about')}"
        if event["what"] == "lost" and event["code"] in WRONG_CODES:
            yield f"{event['page']} was closed with {event['code']}"


class Leftovers:
    """When everybody has been gone for long, nothing of a call or a page is left."""

    def see(self, event: Event) -> Iterator[str]:
        if event["what"] == "left_behind":
            for kind, count in event["counts"].items():
                if count:
                    yield f"{count} {kind} left behind"
        if event["what"] == "unsettled":
            yield f"after the faults: {event['reason']}"
