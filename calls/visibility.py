"""Who sees whom: the presence of people, as those see it who may."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from accounts import contacts
from accounts.models import Block, User
from calls import clock, lookup
from calls.messages import Presence, PresenceState
from calls.models import Device, Participant
from calls.outgoing import Delivery, send_after_commit


def presence_of(user_ids: Collection[int], viewer_id: int) -> dict[str, PresenceState]:
    """These people's presence by username, as the viewer sees it: who blocked the viewer looks offline."""
    visible = set(user_ids) - set(
        Block.objects.filter(person=viewer_id, owner__in=user_ids).values_list("owner_id", flat=True)
    )
    states = _states(visible)
    names = User.objects.filter(pk__in=user_ids).values_list("pk", "username")
    return {username: states.get(pk, "offline") for pk, username in names}


def announce(user_ids: Iterable[int]) -> None:
    """Tell the open pages of everyone who may see these people what their presence is now.

    In no transaction, which would keep SQLite's writers out: whoever changes a presence meanwhile has it
    announced again.
    """
    watchers = contacts.watchers_of(set(user_ids))
    names = dict(User.objects.filter(pk__in=watchers).values_list("pk", "username"))
    states = _states(watchers)
    told: dict[int, dict[str, PresenceState]] = {}
    for pk, name in names.items():
        for watcher in watchers[pk]:
            told.setdefault(watcher, {})[name] = states.get(pk, "offline")
    send_after_commit([Delivery(page, worker, Presence(told[user])) for page, user, worker in _open(told)])


def pages_of(user_ids: Iterable[int]) -> list[Device]:
    """The open pages of these people."""
    return list(lookup.online(Device.objects.filter(user_id__in=list(user_ids)), clock.now()))


def _open(user_ids: Iterable[int]) -> Iterable[tuple[str, int, str]]:
    """The open pages of these people: id, person, and the server process they hang on."""
    pages = lookup.online(Device.objects.filter(user_id__in=list(user_ids)), clock.now())
    return pages.values_list("pk", "user_id", "worker_id")


def _states(user_ids: Iterable[int]) -> dict[int, PresenceState]:
    ids = list(user_ids)
    seated = Participant.objects.filter(user_id__in=ids, seated=True).values_list("user_id", flat=True)
    states: dict[int, PresenceState] = {user: "online" for _, user, _ in _open(ids)}
    states.update({user: "in_call" for user in seated if user is not None})
    return states
