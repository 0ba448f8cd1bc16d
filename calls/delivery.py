"""The only door to the channel layer. Pages of this process are reached directly, in order; pages of
others through one inbox a process.

The layer may lose messages: calls/poll.py finds out, so trouble with it is logged and survived. Without
Redis there is one process, and the layer is not used at all.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import msgspec
from channels.layers import get_channel_layer
from django.conf import settings
from django.dispatch import receiver

from calls import metrics, sockets
from calls.outgoing import Delivery, deliver
from calls.sockets import Notice, Parcel, Relay

logger = logging.getLogger(__name__)

WAITING_LIMIT = 10_000  # parcels, while the layer does not take them
SEND_SECONDS = 5  # a layer that takes longer is in trouble
RETRY_SECONDS = 1
PROBE_SECONDS = 10  # how often the inbox gets a message from its own process
TROUBLE = "Redis, which joins the server processes, does not answer. Trying on."
DEAF_SECONDS = 25  # an inbox that got nothing for so long is opened anew

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Parcel])


class Post:
    """What leaves this process for others, and what comes in, on one event loop."""

    def __init__(self, worker_id: str) -> None:
        self.worker_id = worker_id
        self.loop = asyncio.get_running_loop()
        self._outgoing: deque[tuple[str, Parcel]] = deque()
        self._wake = asyncio.Event()
        self._heard = time.monotonic()
        self._troubled = False

    # ---- out -------------------------------------------------------------------------------------

    def pass_on(self, worker: str, parcel: Parcel) -> None:
        """To a page here, or to the process that its socket hangs on."""
        if worker == self.worker_id or sockets.here(parcel.device):
            sockets.hand_over(parcel)
        elif worker and settings.REDIS_URL and len(self._outgoing) < WAITING_LIMIT:
            self._outgoing.append((worker, parcel))
            self._wake.set()
        else:
            metrics.lost["elsewhere"] += 1

    async def send_outgoing(self) -> None:
        """Send what waits, in order, as few messages as possible; for ever."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self.flush()

    async def flush(self) -> None:
        batches: dict[str, list[Parcel]] = {}
        while self._outgoing:
            worker, parcel = self._outgoing.popleft()
            batches.setdefault(worker, []).append(parcel)
        for worker, parcels in batches.items():
            await self._publish(worker, parcels)

    async def probe(self) -> None:
        """Send this process's own inbox a message: silence then means that it is deaf."""
        while True:
            await self._publish(self.worker_id, [])
            await asyncio.sleep(PROBE_SECONDS)

    async def _publish(self, worker: str, parcels: list[Parcel]) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await get_channel_layer().send(_inbox(worker), _letter(parcels))
        except Exception:
            metrics.lost["redis"] += len(parcels)
            if self._trouble_begins():
                logger.exception(TROUBLE)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            self._log_recovery()

    # ---- in --------------------------------------------------------------------------------------

    async def read_inbox(self) -> None:
        """Hand over what other processes send; for ever, whatever happens to Redis."""
        while True:
            try:
                await self._read_until_deaf()
            except Exception:
                if self._trouble_begins():
                    logger.exception(TROUBLE)
                await asyncio.sleep(RETRY_SECONDS)

    async def _read_until_deaf(self) -> None:
        # Leaving `receive` by cancellation is how the layer is told to forget the subscription, so the
        # next one is made anew.
        self._heard = time.monotonic()
        while (left := self._heard + DEAF_SECONDS - time.monotonic()) > 0:
            async with asyncio.timeout(left):
                message = await get_channel_layer().receive(_inbox(self.worker_id))
            self._heard = time.monotonic()
            self._open(message)

    def _open(self, message: dict[str, Any]) -> None:
        for parcel in _decoder.decode(message["parcels"]):
            try:
                sockets.hand_over(parcel)
            except Exception:
                logger.exception("A message from another process could not be handed over.")

    # ----------------------------------------------------------------------------------------------

    def _trouble_begins(self) -> bool:
        """Whether this is the first failure since all was well: one line in the log is enough."""
        metrics.redis_failures.inc()
        before, self._troubled = self._troubled, True
        return not before

    def _log_recovery(self) -> None:
        if self._troubled:
            self._troubled = False
            logger.warning("Redis answers again.")


_post: Post | None = None


def open_post(worker_id: str) -> Post:
    """From now on deliveries go out through the running event loop."""
    global _post
    _post = Post(worker_id)
    return _post


def close_post() -> None:
    global _post
    _post = None


def standing() -> tuple[int, bool]:
    """How much waits to leave for other processes, and whether Redis is in trouble."""
    return (len(_post._outgoing), _post._troubled) if _post else (0, False)


def relay(worker: str, signal: Relay) -> None:
    """A signal on its way to the other seat; called on the event loop's thread."""
    if _post:
        _post.pass_on(worker, signal)


@receiver(deliver)
def send_deliveries(deliveries: Sequence[Delivery], **_: Any) -> None:
    """After a commit, in whichever thread it was made. In a program without sockets (a command) nothing
    is sent: the pages learn by their poll."""
    post = _post
    if post is not None:
        parcels: list[tuple[str, Parcel]] = [(delivery.worker, _parcel(delivery)) for delivery in deliveries]
        post.loop.call_soon_threadsafe(_pass_all_on, post, parcels)


def _pass_all_on(post: Post, parcels: list[tuple[str, Parcel]]) -> None:
    for worker, parcel in parcels:
        post.pass_on(worker, parcel)


def _parcel(delivery: Delivery) -> Notice:
    if delivery.message is None:
        return Notice(delivery.device, close=delivery.close, connection=delivery.connection)
    return sockets.notice(delivery.device, delivery.message, delivery.route)


def _letter(parcels: list[Parcel]) -> dict[str, Any]:
    return {"type": "parcels", "parcels": _encoder.encode(parcels)}


def _inbox(worker: str) -> str:
    return f"videocall.worker.{worker}"
