"""Who may ring whom: the one gate for calls. A block is an overlay that only the blocker sees."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from accounts.models import Block, Contact
from accounts.prepared import Prepared

M = TypeVar("M", bound=Model)


def may_call(caller_id: int, callee_id: int) -> bool:
    """Whether the caller may ring the callee: each lists the other, and neither blocked the other."""
    return len(_contacts(caller_id, callee_id)) == 2 and not _blocks(caller_id, callee_id)


def lists(owner_id: int, person_id: int) -> bool:
    """Whether the owner has the person on their list (blocked or not)."""
    return Contact.objects.filter(owner=owner_id, person=person_id).exists()


def has_blocked(owner_id: int, person_id: int) -> bool:
    return Block.objects.filter(owner=owner_id, person=person_id).exists()


def _either_way(rows: QuerySet[M], one: int, other: int) -> QuerySet[M]:
    return rows.filter(Q(owner=one, person=other) | Q(owner=other, person=one))


_contacts = Prepared(lambda one, other: _either_way(Contact.objects.all(), one, other), int, int)
_blocks = Prepared(lambda one, other: _either_way(Block.objects.all(), one, other), int, int)
