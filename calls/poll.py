"""What was lost on the way is found by asking: every few seconds the calls that this process's pages know
are compared with the database, by one query for all of them.

It covers messages that Redis lost, and changes made by programs that send none.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from calls import database, snapshots, sockets
from calls.messages import CallSnapshot, CallStateMessage, Person, Ring
from calls.models import Participant
from calls.outgoing import Route
from calls.sockets import Notice, Socket
from calls.states import LIVE, Role


class Side(NamedTuple):
    """One person's part in a live call, as far as it matters here."""

    call: uuid.UUID
    version: int
    shadow: bool
    quiet: bool
    user: int | None
    role: str
    connection: str | None
    worker: str | None


SIDE = (
    *("call_id", "call__version", "call__shadow", "call__quiet", "user_id", "role"),
    *("device__connection", "device__worker_id"),
)


class Standing(NamedTuple):
    """A live call of one person: its version, and where the other seat's signals would go."""

    call: str
    version: int
    other_worker: str


async def poll() -> None:
    """Send every page of this process what it has missed of its person's calls."""
    pages = sockets.everyone()
    if not pages:
        return
    standings = await database.run(standing_calls)
    for page in pages:
        if _differs(page, standings.get(page.user_id, [])):
            await _refresh(page, {standing.call for standing in standings.get(page.user_id, [])})


def standing_calls() -> dict[int, list[Standing]]:
    """Every live call by person, as far as the person may know of it."""
    sides: dict[uuid.UUID, list[Side]] = defaultdict(list)
    for side in map(Side._make, Participant.objects.filter(call__state__in=LIVE).values_list(*SIDE)):
        sides[side.call].append(side)
    found: dict[int, list[Standing]] = defaultdict(list)
    for call, people in sides.items():
        for mine in people:
            if mine.user and not ((mine.shadow or mine.quiet) and mine.role == Role.CALLEE):
                others = [person for person in people if person is not mine]
                found[mine.user].append(Standing(str(call), mine.version, _worker(others)))
    return found


def _worker(people: Iterable[Side]) -> str:
    return next((person.worker or "" for person in people if person.connection), "")


def _differs(page: Socket, standings: list[Standing]) -> bool:
    if {standing.call for standing in standings} != set(page.calls):
        return True
    return any(_is_stale(page, standing) for standing in standings)


def _is_stale(page: Socket, standing: Standing) -> bool:
    """A ring says no version: then whatever stands now is taken as told."""
    known = page.calls[standing.call] = page.calls[standing.call] or standing.version
    route = page.routes.get(standing.call)
    return known < standing.version or (route is not None and route.worker != standing.other_worker)


async def _refresh(page: Socket, live: set[str]) -> None:
    calls = live | set(page.calls)
    found = await database.run(snapshots.snapshots_of, calls, page.user_id, page.device)
    for snapshot, route in found:
        page.take(_news(page, snapshot, route))
    for gone in calls - {snapshot.call for snapshot, _ in found}:
        page.calls.pop(gone, None)
        page.routes.pop(gone, None)


def _news(page: Socket, snapshot: CallSnapshot, route: Route | None) -> Notice:
    """The state, or the ring where the page has not rung yet."""
    if snapshot.state == "ringing" and snapshot.role == "callee" and snapshot.call not in page.calls:
        caller = Person(snapshot.peer.username, snapshot.peer.name, snapshot.peer.picture)
        rest = (snapshot.ms_left or 0, snapshot.peer.device, snapshot.relay_only is True)
        bell = Ring(snapshot.call, caller, snapshot.media, *rest)
        return sockets.notice(page.device, bell)
    fields = {name: getattr(snapshot, name) for name in CallSnapshot.__struct_fields__}
    return sockets.notice(page.device, CallStateMessage(**fields), route)
