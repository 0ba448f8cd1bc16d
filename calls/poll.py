"""What was lost on the way is found by asking: every few seconds the calls that this process's pages know
are compared with the database, by one query for all of them.

It covers messages that Redis lost, and changes made by programs that send none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from calls import database, snapshots, sockets
from calls.messages import CallSnapshot, CallStateMessage, Person, Ring
from calls.models import Participant
from calls.outgoing import Route
from calls.sockets import Notice, Socket
from calls.states import LIVE, Role


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
    rows = Participant.objects.filter(call__state__in=LIVE).select_related("call", "device")
    sides: dict[str, list[Participant]] = defaultdict(list)
    for row in rows:
        sides[str(row.call_id)].append(row)
    found: dict[int, list[Standing]] = defaultdict(list)
    for call, people in sides.items():
        for mine in people:
            if mine.user_id and not (mine.call.shadow and mine.role == Role.CALLEE):
                others = [person for person in people if person is not mine]
                found[mine.user_id].append(Standing(call, mine.call.version, _worker(others)))
    return found


def _worker(people: Iterable[Participant]) -> str:
    devices = [person.device for person in people if person.device and person.device.connection]
    return (devices[0].worker_id or "") if devices else ""


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
        caller = Person(snapshot.peer.username, snapshot.peer.name)
        return sockets.notice(page.device, Ring(snapshot.call, caller, snapshot.media, snapshot.ms_left or 0))
    fields = {name: getattr(snapshot, name) for name in CallSnapshot.__struct_fields__}
    return sockets.notice(page.device, CallStateMessage(**fields), route)
