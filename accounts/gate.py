"""Who may ring whom: the one gate for calls. A block is an overlay that only the blocker sees."""

from __future__ import annotations

from typing import NamedTuple, Self, TypeVar

from django.db.models import Model, Q, QuerySet

from accounts.models import Block, Contact, User
from accounts.prepared import Prepared

M = TypeVar("M", bound=Model)


def may_call(caller_id: int, callee_id: int) -> bool:
    """Whether the caller may ring the callee: each lists the other, and neither blocked the other."""
    return Standing.of(caller_id, callee_id).may_call


class Standing(NamedTuple):
    """What two people are to each other, as a call between them needs it."""

    may_call: bool
    hide_from: set[int]  # the ids of those who hide their address from this contact

    @classmethod
    def of(cls, one_id: int, other_id: int) -> Self:
        rows = _contacts(one_id, other_id)
        may_call = len(rows) == 2 and not _blocks(one_id, other_id)
        return cls(may_call, {row.owner_id for row in rows if row.hide_address})

    def hides(self, person: User) -> bool:
        """Whether this one of the two goes by relays alone, here or in all their calls."""
        return person.hide_address or person.pk in self.hide_from


def lists(owner_id: int, person_id: int) -> bool:
    """Whether the owner has the person on their list (blocked or not)."""
    return Contact.objects.filter(owner=owner_id, person=person_id).exists()


def has_blocked(owner_id: int, person_id: int) -> bool:
    return Block.objects.filter(owner=owner_id, person=person_id).exists()


def _either_way(rows: QuerySet[M], one: int, other: int) -> QuerySet[M]:
    return rows.filter(Q(owner=one, person=other) | Q(owner=other, person=one))


_contacts = Prepared(lambda one, other: _either_way(Contact.objects.all(), one, other), int, int)
_blocks = Prepared(lambda one, other: _either_way(Block.objects.all(), one, other), int, int)
