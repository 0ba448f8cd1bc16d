"""Pages' reports of how their media came about (`call_report`), kept for the operator: who, when and how, and
never what was said.

They are written by a task of their own, the newest of each epoch and seat, so that no message of a call waits
for them; those that come faster than the database takes them are let go.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import Any

from accounts.user_agents import browser
from calls import clock, database, metrics
from calls.asking import Actor
from calls.models import CallReport, Participant
from calls.report_message import CallReport as Message
from calls.states import State

logger = logging.getLogger(__name__)

WAITING_LIMIT = 1000
FIELDS = tuple(name for name in Message.__struct_fields__ if name not in ("call", "epoch"))

_Key = tuple[str, str, int]  # device, call, epoch
_waiting: dict[_Key, tuple[Actor, Message]] = {}
_writer: asyncio.Task[None] | None = None


def take(actor: Actor, message: Message) -> None:
    """Keep this report soon; on the event loop's thread."""
    global _writer
    key = (actor.device_id, message.call, message.epoch)
    if len(_waiting) >= WAITING_LIMIT and key not in _waiting:
        return
    _waiting[key] = (actor, message)
    if _writer is None or _writer.done():
        _writer = asyncio.create_task(_write())


async def settled() -> None:
    """Until all that were taken are written."""
    if _writer:
        await asyncio.wait({_writer})


async def _write() -> None:
    while _waiting:
        actor, message = _waiting.pop(next(iter(_waiting)))
        try:
            await database.run(keep, actor, message)
        except Exception:
            logger.exception("A page's report of its media could not be kept.")


def keep(actor: Actor, message: Message) -> None:
    """Write the report if it comes from that call's seat, over an earlier one of the same epoch."""
    mine = _seat(actor, message)
    if mine is None:
        return
    now = clock.now()
    before = CallReport.objects.filter(participant=mine, epoch=message.epoch).first()
    who = browser(mine.device.user_agent if mine.device else "")
    row = CallReport(
        participant=mine,
        epoch=message.epoch,
        browser=who.name,
        system=who.system,
        created_at=now,
        updated_at=now,
        **_columns(message),
    )
    CallReport.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["participant", "epoch"],
        update_fields=[*FIELDS, "browser", "system", "updated_at"],
    )
    metrics.reported(message, before)


def _seat(actor: Actor, message: Message) -> Participant | None:
    """Whose seat it is; it may have been given up when the call ended. None for anybody else."""
    try:
        call_id = uuid.UUID(message.call)
    except ValueError:
        return None
    mine = Participant.objects.filter(call_id=call_id, user_id=actor.user_id, device_id=actor.device_id)
    answered = mine.filter(call__accepted_at__isnull=False, call__epoch__gte=message.epoch)
    live_or_seated = answered.exclude(seated=False, call__state__in=_SEATED)
    return live_or_seated.select_related("device").first()


_SEATED = (State.CONNECTING, State.ACTIVE, State.RECONNECTING)


def _columns(message: Message) -> dict[str, Any]:
    """Lists without doubles and as text: `host relay`."""
    values = {name: getattr(message, name) for name in FIELDS}
    for name in ("gathered", "heard", "errors"):
        values[name] = " ".join(str(one) for one in dict.fromkeys(values[name] or []))
    for name in ("local", "remote", "transport", "relay", "problem"):
        values[name] = values[name] or ""
    values["restarts"] = values["restarts"] or 0
    return values
