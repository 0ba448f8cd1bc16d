"""What a server process does beside its sockets. It begins with the first socket (daphne has no lifespan
events) and is supervised: what fails is logged and tried again."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from django.conf import settings
from django.dispatch import receiver

from accounts import complaints
from accounts.sessions import NOTED_EVERY, mark_used, open_sids, open_sids_of
from calls import (
    catch_up,
    database,
    deadlines,
    delivery,
    endings,
    history,
    metrics,
    outage,
    poll,
    presence,
    reports,
    sockets,
    visibility,
)
from calls.codes import Close
from calls.messages import GoingAway
from calls.outgoing import presence_touched
from calls.shutdown import before_server_ends
from calls.sockets import Socket
from calls.states import RENEWAL

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 1
SESSION_SECONDS = 3
POLL_SECONDS = 5
CATCH_UP_SECONDS = 20
FORGET_SECONDS = 600
BEAT_SECONDS = 1
PRESENCE_SECONDS = 1  # a page that is being reloaded does not blink
FAREWELL_RETRY_SECONDS = 2
RETRY_SECONDS = 1
GOODBYE_SECONDS = 0.2  # for the last messages to leave before the server ends
COME_BACK_MS = 2000  # pages come back spread over this time

Job = Callable[[], Awaitable[object]]


class Worker:
    """This server process. Its id names it in the database and on the channel layer."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(16)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping: asyncio.Task[None] | None = None
        self._touched: set[int] = set()
        self._loop = asyncio.get_running_loop()
        self._post = delivery.open_post(self.id)

    async def start(self) -> None:
        await self._enrol()
        outage.on_return(deadlines.forgive_silence)
        self._every(BEAT_SECONDS, self._beat)
        self._every(RENEWAL.total_seconds(), self._renew_lease)
        self._every(DEADLINE_SECONDS, self._keep_deadlines)
        self._every(SESSION_SECONDS, self._check_sessions)
        self._every(NOTED_EVERY.total_seconds(), self._note_use)
        self._every(POLL_SECONDS, poll.poll)
        self._every(CATCH_UP_SECONDS, catch_up.catch_up)
        self._every(FORGET_SECONDS, self._forget)
        self._every(PRESENCE_SECONDS, self._announce)
        if settings.REDIS_URL:
            for work in (self._post.send_outgoing(), self._post.read_inbox(), self._post.probe()):
                self._spawn(work)
        before_server_ends(end)

    async def stop(self) -> None:
        """The process ends in good order; whoever calls this first does it for all."""
        self._stopping = self._stopping or asyncio.create_task(self._stop())
        await asyncio.shield(self._stopping)

    def farewell(self, socket: Socket) -> None:
        """A greeted page's socket is gone: the database learns it, however long that takes."""
        if not self._stopping:
            self._spawn(self._take_leave(socket.device, socket.connection, socket.silent_for))

    def touch(self, users: set[int]) -> None:
        """These people's presence may look different now. From any thread."""
        self._loop.call_soon_threadsafe(self._touched.update, users)

    # ---- the jobs --------------------------------------------------------------------------------

    async def _beat(self) -> None:
        sockets.beat()

    async def _renew_lease(self) -> None:
        if await database.run(presence.renew_lease, self.id):
            metrics.lease_renewed()
        else:
            logger.warning("This process was silent for too long; its pages are asked to come back.")
            for socket in sockets.everyone():
                say_goodbye(socket)
            await self._enrol()

    async def _keep_deadlines(self) -> None:
        await database.run(deadlines.expire_due)
        await database.run(presence.sweep)

    async def _check_sessions(self) -> None:
        """A signal tells of most ends (calls/receivers.py), but not that a session ran out, nor what another
        program did. Seats are freed before the sockets close."""
        pages = sockets.everyone()
        doubtful = {page.sid for page in pages} - await database.run(
            open_sids_of, presence.sessions_of(self.id)
        )
        over = doubtful - await database.run(open_sids, doubtful) if doubtful else doubtful
        if over:
            await database.run(endings.end_for_sessions, over)
        for page in pages:
            if page.sid in over:
                page.close(Close.SESSION_ENDED)

    async def _note_use(self) -> None:
        """A page that is open is a browser in use, though it may ask for nothing for days."""
        await database.run(mark_used, {page.sid for page in sockets.everyone()})

    async def _forget(self) -> None:
        """A few at a time, so that no call waits for it."""
        while await database.run(history.forget_old):
            pass
        await database.run(complaints.forget_old)

    async def _announce(self) -> None:
        if self._touched:
            users = set(self._touched)
            self._touched.clear()
            await database.run(visibility.announce, users)

    # ----------------------------------------------------------------------------------------------

    async def _enrol(self) -> None:
        await database.run(presence.start_worker, self.id, not settings.REDIS_URL)
        metrics.lease_renewed()

    async def _take_leave(self, device: str, connection: str, silent_for: float) -> None:
        while True:
            try:
                await database.run(presence.disconnect, device, connection, silent_for)
            except outage.Away:
                await asyncio.sleep(FAREWELL_RETRY_SECONDS)
            except Exception:
                logger.exception("A page's farewell could not be noted; trying again.")
                await asyncio.sleep(FAREWELL_RETRY_SECONDS)
            else:
                return

    async def _stop(self) -> None:
        """The pages' absence begins now, and those of other processes hear of it."""
        for task in self._tasks:
            task.cancel()
        await reports.settled()
        try:
            await database.run(presence.stop_worker, self.id)
            await self._announce()
            await self._post.flush()
        except Exception:
            logger.exception("This process could not take its leave; its lease will run out.")
        delivery.close_post()
        outage.on_return(None)

    def _every(self, seconds: float, job: Job) -> None:
        self._spawn(_repeat(seconds, job))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _repeat(seconds: float, job: Job) -> None:
    """Run the job again and again; failures are logged when they begin and when they end."""
    failing = False
    while True:
        # What failed is tried again soon: the lease, above all, must not wait once the database is back.
        await asyncio.sleep(min(seconds, RETRY_SECONDS) if failing else seconds)
        try:
            await job()
        except Exception:
            if not failing:
                logger.exception("%s failed; it is tried again.", job)
            failing = True
        else:
            if failing:
                logger.warning("%s works again.", job)
            failing = False


def say_goodbye(socket: Socket) -> None:
    """Ask the page to come back in a moment, and close its socket."""
    socket.push(GoingAway(random.randrange(COME_BACK_MS)))  # noqa: S311 - it only spreads the load
    socket.close(Close.RESTARTING)


# ---- the one of this process ---------------------------------------------------------------------

_worker: Worker | None = None
_starting = asyncio.Lock()


async def running() -> Worker:
    """This process's worker, started if it is not running yet."""
    global _worker
    async with _starting:
        if _worker is None:
            worker = Worker()
            await worker.start()
            _worker = worker
    return _worker


async def stop() -> None:
    """End this process's worker, if there is one."""
    global _worker
    if worker := _worker:
        await worker.stop()
        _worker = None


async def end() -> None:
    """The server ends: every page is asked to come back, and the worker stops."""
    for socket in sockets.everyone():
        say_goodbye(socket)
    await asyncio.sleep(GOODBYE_SECONDS)
    await stop()


@receiver(presence_touched)
def _presence_touched(users: set[int], **_: Any) -> None:
    worker = _worker
    if worker:
        worker.touch(users)
