"""What the services hand to delivery: which message goes to which device. Knows no transport."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import django.dispatch
from django.db import transaction
from msgspec import Struct

from calls.messages import ServerMessage

# deliveries: Sequence[Delivery]. calls/delivery.py listens.
deliver = django.dispatch.Signal()
# users: set[int] — their presence may look different now. calls/worker.py gathers these for a second.
presence_touched = django.dispatch.Signal()


class Route(Struct, frozen=True):
    """Where a seated device's signals go: the other seat. Exists only after acceptance."""

    call: str
    epoch: int
    device: str  # the other seat's device
    worker: str  # the server process that device hangs on; "" while it has no socket
    relay_only: bool = False  # no address of this seat's own may pass (calls/hiding.py)


class Delivery(Struct, frozen=True):
    """One message for one device, or the order to close its socket.

    A `call_state` sets the device's route for that call, or takes it away when `route` is None.
    With `connection`, only that very socket is meant (a page that was replaced).
    """

    device: str
    worker: str
    message: ServerMessage | None = None
    route: Route | None = None
    close: int = 0
    connection: str = ""


def send_after_commit(deliveries: Sequence[Delivery]) -> None:
    """Hand the deliveries over once the transaction stands; nothing is sent if it does not."""
    if deliveries:
        transaction.on_commit(lambda: deliver.send(sender=None, deliveries=deliveries))


def touch_after_commit(users: Collection[int | None]) -> None:
    """Say, once the transaction stands, that these people's presence may look different."""
    known = {user for user in users if user is not None}
    if known:
        transaction.on_commit(lambda: presence_touched.send(sender=None, users=known))
