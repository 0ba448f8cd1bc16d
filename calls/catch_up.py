"""What was lost on the way of presence and contact lists, found by asking (calls/poll.py does it for calls).

Rarely, because it looks at everybody on every page's list: it is for what Redis lost, and for changes made by
programs that send nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Q

from accounts.models import Block, User
from calls import clock, database, lookup, sockets
from calls.messages import PresenceState
from calls.models import Device, Participant
from calls.receivers import refresh
from calls.sockets import Notice, Socket

AT_ONCE = 500  # pages


class Standing(NamedTuple):
    """Of some people: the version of each one's contact list, and who is not to be seen by whom."""

    lists: dict[int, int]
    unseen: set[tuple[int, str]]


async def catch_up() -> None:
    """Tell every page of this process what it was not told of its contacts."""
    pages = sockets.everyone()
    if not pages:
        return
    told = {page: dict(page.people) for page in pages}
    states = await database.run(states_by_name)
    for start in range(0, len(pages), AT_ONCE):
        some = pages[start : start + AT_ONCE]
        standing = await database.run(standing_of, {page.user_id for page in some})
        for page in some:
            _tell_presence(page, told[page], states, standing.unseen)
        if behind := {page.user_id for page in some if _is_behind(page, standing.lists)}:
            await database.run(refresh, behind)


def states_by_name() -> dict[str, PresenceState]:
    """The presence of everybody who is not offline."""
    pages = lookup.online(Device.objects.all(), clock.now()).values_list("user__username", flat=True)
    seated = Participant.objects.filter(seated=True, user__isnull=False)
    states: dict[str, PresenceState] = dict.fromkeys(pages.distinct(), "online")
    return states | dict.fromkeys(seated.values_list("user__username", flat=True), "in_call")


def standing_of(users: Collection[int]) -> Standing:
    """Who blocked the viewer, and whom the viewer blocked, is not to be seen."""
    lists = dict(User.objects.filter(pk__in=users).values_list("pk", "list_version"))
    between = Block.objects.filter(Q(owner__in=users) | Q(person__in=users))
    rows = between.values_list("owner_id", "owner__username", "person_id", "person__username")
    unseen = set()
    for owner_id, owner, person_id, person in rows:
        unseen |= {(owner_id, person), (person_id, owner)}
    return Standing(lists, unseen)


def _tell_presence(
    page: Socket,
    told: Mapping[str, PresenceState],
    states: Mapping[str, PresenceState],
    unseen: set[tuple[int, str]],
) -> None:
    """What the page was told while we asked is newer than what we know."""
    people: dict[str, PresenceState] = {}
    for name, state in told.items():
        if page.people.get(name) == state:
            people[name] = "offline" if (page.user_id, name) in unseen else states.get(name, "offline")
    page.take(Notice(page.device, people=people))


def _is_behind(page: Socket, lists: Mapping[int, int]) -> bool:
    """Whether the page missed a change of its list. It counts those it is told of, the next one too."""
    known, true = page.list_version, lists.get(page.user_id, page.list_version)
    page.list_version = true - 1 if known < true else true
    return known < true
