"""The open pages of this process: a table from device to socket, and what each socket knows.

Everything here runs on the event loop's thread.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator

from msgspec import Struct

from calls import metrics
from calls.codes import Close
from calls.messages import (
    CallStateMessage,
    ContactsChanged,
    Presence,
    PresenceState,
    Ring,
    ServerMessage,
    encode,
)
from calls.outbox import Outbox, Send
from calls.outgoing import Route

logger = logging.getLogger(__name__)

PING_SECONDS = 20
DEAD_SECONDS = 45
# How long a message waits for a device whose socket is just being greeted, and how many may wait.
EARLY_SECONDS = 5
EARLY_LIMIT = 1000
# How many ended calls a socket remembers: what is told of them late must not ring.
ENDED_LIMIT = 40


class Notice(Struct, tag=True, omit_defaults=True):
    """A message for a device, encoded, with what its socket needs to know of it; or the order to close
    the socket."""

    device: str
    text: str = ""
    call: str = ""
    version: int = 0  # of the call; 0 where the message does not say
    live: bool = True
    sets_route: bool = False
    route: Route | None = None
    close: int = 0
    connection: str = ""  # only this very socket is meant
    people: dict[str, PresenceState] | None = None  # a presence; what the page knows already is left out
    list_changed: bool = False  # the page's contact list


class Relay(Struct, tag=True):
    """A signal for a device, encoded; delivered only if that device has the same route back."""

    device: str
    text: str
    call: str
    epoch: int
    sender: str  # the device it comes from


Parcel = Notice | Relay


def notice(device: str, message: ServerMessage, route: Route | None = None) -> Notice:
    """The message, ready for the device's socket."""
    match message:
        case CallStateMessage(call=call, version=version, state=state):
            return Notice(device, encode(message), call, version, state != "ended", True, route)
        case Ring(call=call):
            return Notice(device, encode(message), call)
        case Presence(people=people):
            return Notice(device, people=people)
        case ContactsChanged():
            return Notice(device, encode(message), list_changed=True)
        case _:
            return Notice(device, encode(message))


class Socket:
    """One page's socket. It belongs to the person and session it was opened with, for life."""

    def __init__(self, send: Send, user_id: int, username: str, sid: str) -> None:
        self.outbox = Outbox(send)
        self.connection = secrets.token_hex(16)
        self.user_id = user_id
        self.username = username
        self.sid = sid
        self.device = ""  # known once greeted
        self.opened = self.heard = self.pinged = time.monotonic()
        # The live calls this page was told of, with the version it was told (0: not known).
        self.calls: dict[str, int] = {}
        self.routes: dict[str, Route] = {}
        # The presence this page was told, by username.
        self.people: dict[str, PresenceState] = {}
        # Of the contact list (accounts.models.User.list_version), as the page was told.
        self.list_version = 0
        self.ended: list[str] = []  # the last ENDED_LIMIT

    def push(self, message: ServerMessage) -> None:
        self._put(encode(message))

    def take(self, parcel: Parcel) -> None:
        """Send what was delivered for this page, unless it is stale or not for it after all."""
        if isinstance(parcel, Relay):
            route = self.routes.get(parcel.call)
            if route and route.device == parcel.sender and route.epoch == parcel.epoch:
                self._put(parcel.text)
        elif parcel.people is not None:
            self._tell_presence(parcel.people)
        elif self._learn(parcel):
            self._put(parcel.text)

    def close(self, code: int, drop: bool = False) -> None:
        self.outbox.close(code, drop)

    @property
    def silent_for(self) -> float:
        """Seconds since the page was last heard."""
        return time.monotonic() - self.heard

    def beat(self, now: float) -> None:
        """Ping when it is time; give the page up when nothing was heard of it for too long."""
        if now - self.heard > DEAD_SECONDS:
            self.close(Close.HEARTBEAT, drop=True)
        elif now - self.pinged >= PING_SECONDS:
            self.pinged = now
            self.outbox.ping()

    def _put(self, text: str) -> None:
        if not self.outbox.put(text):
            logger.info("A page reads too slowly; its socket is closed, and the page may come back.")
            self.close(Close.HEARTBEAT, drop=True)

    def _tell_presence(self, people: dict[str, PresenceState]) -> None:
        """What differs from what this page was told. Words that change nothing would tell that somebody
        blocked this person, or is being called."""
        changed = {name: state for name, state in people.items() if self.people.get(name) != state}
        if changed:
            self.people |= changed
            self.push(Presence(changed))

    def _learn(self, news: Notice) -> bool:
        """Remember what the message says of a call; False when something newer was sent already."""
        if news.list_changed:
            self.people = {}  # the presence of all follows
            self.list_version += 1
        if not news.call:
            return True
        known = self.calls.get(news.call, 0)
        if (news.version and news.version < known) or (news.live and news.call in self.ended):
            return False
        if news.live:
            self.calls[news.call] = max(known, news.version)
        else:
            self.calls.pop(news.call, None)
            self.ended.append(news.call)
            del self.ended[:-ENDED_LIMIT]
        if news.sets_route:
            self._set_route(news.call, news.route)
        return True

    def _set_route(self, call: str, route: Route | None) -> None:
        if route:
            self.routes[call] = route
        else:
            self.routes.pop(call, None)


# ---- the table -----------------------------------------------------------------------------------

_by_device: dict[str, Socket] = {}
_early: dict[str, list[tuple[float, Notice]]] = {}


def add(socket: Socket) -> None:
    """The page has been greeted: it gets its messages from here on. The older of two of its sockets is
    closed."""
    other = _by_device.get(socket.device)
    if other and other.opened > socket.opened:
        socket.close(Close.REPLACED)
        return
    _by_device[socket.device] = socket
    if other:
        other.close(Close.REPLACED)
    for _, waiting in _early.pop(socket.device, ()):
        socket.take(waiting)


def remove(socket: Socket) -> None:
    if _by_device.get(socket.device) is socket:
        del _by_device[socket.device]


def here(device: str) -> bool:
    return device in _by_device


def everyone() -> list[Socket]:
    return list(_by_device.values())


def of_user(user_id: int) -> Iterator[Socket]:
    return (socket for socket in _by_device.values() if socket.user_id == user_id)


def hand_over(parcel: Parcel) -> None:
    """Give a delivered message to its page's socket.

    A page may be known to the database a moment before its socket is in the table: then the message
    waits for it.
    """
    socket = _by_device.get(parcel.device)
    if isinstance(parcel, Notice) and parcel.close:
        _close(socket, parcel)
    elif socket:
        socket.take(parcel)
    elif isinstance(parcel, Notice) and len(_early) < EARLY_LIMIT:
        _early.setdefault(parcel.device, []).append((time.monotonic(), parcel))
    else:
        metrics.lost["no_socket"] += 1


def _close(socket: Socket | None, order: Notice) -> None:
    """Out of the table at once: what comes next for the page is for its next socket."""
    if socket and order.connection in {"", socket.connection}:
        remove(socket)
        socket.close(order.close)


def beat() -> None:
    """Once a second: heartbeats; messages for pages that did not come are forgotten."""
    now = time.monotonic()
    for socket in everyone():
        socket.beat(now)
    for device, waiting in list(_early.items()):
        if now - waiting[0][0] > EARLY_SECONDS:
            metrics.lost["no_socket"] += len(waiting)
            del _early[device]
