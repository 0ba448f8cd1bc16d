"""What calls add to the file of all that is kept about a person (accounts/export.py)."""

from __future__ import annotations

from typing import Any

from accounts import export
from accounts.export import KEY, NUMBER, OWNER, Rows
from accounts.models import User
from calls.models import Participant
from calls.reports import FIELDS
from calls.states import Role

OF_MINE = ("role", "audio", "video", "relay_only", "seen", "hidden")
OF_THE_CALL = ("media", "state", "reason", "placed_at", "accepted_at", "connected_at", "ended_at")
MACHINERY = "how the server keeps the call going; nothing about the person"
OF_A_REPORT = (*FIELDS, "browser", "system", "created_at", "updated_at")


def calls_of(person: User) -> list[dict[str, Any]]:
    """Newest first, each with the other one's name. Without those that were never to reach the person: the
    calls of people they blocked."""
    mine = Participant.objects.filter(user=person).select_related("call").order_by("-call__placed_at", "-pk")
    rows = list(mine.exclude(role=Role.CALLEE, call__shadow=True))
    both = Participant.objects.filter(call__in=[row.call_id for row in rows]).exclude(user=person)
    others = dict(both.values_list("call_id", "user__username"))
    return [
        {"id": row.call_id, "with": others.get(row.call_id)}
        | {name: getattr(row, name) for name in OF_MINE}
        | {name: getattr(row.call, name) for name in OF_THE_CALL}
        for row in rows
    ]


def add() -> None:
    """Once, as the app starts."""
    export.ROWS += [
        Rows(
            "calls",
            "calls.Participant",
            "user",
            (*OF_MINE, "call"),
            {"id": NUMBER, "user": OWNER, "device": "in pages"}
            | dict.fromkeys(
                ("seated", "connection", "link", "paused", "moving", "ref", "absent_until"), MACHINERY
            ),
            calls_of,
        ),
        Rows(
            "",
            "calls.Call",
            "participants__user",
            ("id", *OF_THE_CALL),
            dict.fromkeys(("pair", "version", "epoch", "deadline"), MACHINERY)
            | dict.fromkeys(("shadow", "quiet", "reached"), "what the other one decided, or where they were")
            | {"ended_by": "follows from the reason, or is the operators'"},
        ),
        Rows(
            "call_reports",
            "calls.CallReport",
            "participant__user",
            ("participant__call", "epoch", *OF_A_REPORT),
            {"id": NUMBER},
        ),
        Rows(
            "pages",
            "calls.Device",
            "user",
            ("user_agent", "created_at", "seen_at"),
            {"user": OWNER, "id": KEY}
            | dict.fromkeys(("session", "resume_hash"), KEY)
            | dict.fromkeys(("worker", "connection"), MACHINERY),
        ),
    ]
