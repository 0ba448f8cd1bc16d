"""The cast of the call tests and their open pages: Alice and Bob are contacts, Charlie knows nobody."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from accounts.models import Contact, User
from calls import clock, presence, services
from calls.messages import CallStateMessage, Ring, Ringing, ServerMessage
from calls.models import Call, Worker
from calls.outgoing import Delivery, Route, deliver, presence_touched
from calls.services import Actor

WORKER = "worker-1"
_numbers = count(1)


def befriend(one: User, other: User) -> None:
    """Both have each other on their list."""
    Contact.objects.create(owner=one, person=other)
    Contact.objects.create(owner=other, person=one)


def pass_time(seconds: float, workers_live: bool = True) -> None:
    """The database's clock goes on; the server processes renew their leases, or do not."""
    clock.offset += timedelta(seconds=seconds)
    if workers_live:
        Worker.objects.update(lease_until=clock.now() + presence.LEASE)


def the_call() -> Call:
    """The only call there is, fresh from the database."""
    return Call.objects.get()


class Page:
    """An open page: it asks for things, and keeps what it is told."""

    def __init__(self, post: Post, user: User, worker: str = WORKER, sid: str = "") -> None:
        self.user = user
        self.worker = worker
        self.sid = sid or f"session-of-{user.username}"
        self.heard: list[ServerMessage] = []
        self.closed = 0
        self.routes: dict[str, Route] = {}  # by call, as its socket knows them
        self.device: str | None = None
        self.resume: str | None = None
        self._post = post
        self.open()

    def open(self, age: float = 0) -> presence.Connected:
        """Its socket opens, for the first time or again, or did so `age` seconds ago."""
        self.connection = f"socket-{next(_numbers)}"
        since = time.monotonic() - age if age else None
        connected = presence.connect(
            self.user.pk, self.sid, self.worker, self.connection, "Firefox", self.device, self.resume, since
        )
        self.closed = 0
        self.device, self.resume = connected.device, connected.welcome.resume
        self.routes = {route.call: route for route in connected.routes}
        self._post.pages[connected.device] = self
        self.welcome = connected.welcome
        self.presence = connected.presence.people
        return connected

    def drop(self, silent_for: float = 0) -> None:
        """Its socket is gone, after it had been silent for some seconds; the page may come back."""
        presence.disconnect(self.actor.device_id, self.connection, silent_for)

    def forget(self) -> None:
        """The tab is closed, or crashed: nothing of it is left to come back."""
        self.device = self.resume = None

    @property
    def actor(self) -> Actor:
        return Actor(self.user.pk, self.device or "")

    def place(self, to: str, media: str = "video", ref: str | None = None) -> str:
        """Place a call and return its id, as the page learns it."""
        services.place(self.actor, to, media, ref)
        return self.states()[-1].call

    def accept(self, call: str, media: str = "video") -> None:
        services.accept(self.actor, call, media)

    def decline(self, call: str) -> None:
        services.decline(self.actor, call)

    def hang_up(self, call: str) -> None:
        services.hang_up(self.actor, call)

    def rejoin(self, call: str) -> None:
        services.rejoin(self.actor, call)

    def move(self, call: str) -> None:
        services.rejoin(self.actor, call, moves=True)

    def report(
        self,
        call: str,
        state: str = "connected",
        audio: bool = True,
        video: bool = True,
        epoch: int | None = None,
        paused: bool = False,
    ) -> None:
        services.report_media(self.actor, call, state, audio, video, epoch, paused)

    def take(self, delivery: Delivery) -> None:
        if delivery.close and delivery.connection in ("", self.connection):
            self.closed = delivery.close
        if isinstance(delivery.message, CallStateMessage):
            self.routes.pop(delivery.message.call, None)
        if delivery.route:
            self.routes[delivery.route.call] = delivery.route
        if delivery.message is not None:
            self.heard.append(delivery.message)

    def states(self) -> list[CallStateMessage]:
        return [message for message in self.heard if isinstance(message, CallStateMessage)]

    def rings(self) -> list[Ring]:
        return [message for message in self.heard if isinstance(message, Ring)]

    @property
    def route(self) -> Any:
        """Where its signals go; None while there is no answered call (Any, as `last`)."""
        return next(iter(self.routes.values()), None)

    @property
    def last(self) -> Any:
        """The newest call_state (Any, so that tests may compare what could be None)."""
        return self.states()[-1]

    def hears_ringing(self) -> bool:
        return any(isinstance(message, Ringing) for message in self.heard)


class Post:
    """Brings deliveries to pages, as the socket side does, and keeps them all."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.sent: list[Delivery] = []
        self.touched: set[int] = set()

    def carry(self, deliveries: Sequence[Delivery], **_: Any) -> None:
        for delivery in deliveries:
            self.sent.append(delivery)
            if delivery.device in self.pages:
                self.pages[delivery.device].take(delivery)

    def note(self, users: set[int], **_: Any) -> None:
        self.touched |= users

    def open(self) -> None:
        for signal in (deliver, presence_touched):
            signal.receivers = []
            signal.sender_receivers_cache.clear()
        deliver.connect(self.carry)
        presence_touched.connect(self.note)


def make_user(username: str) -> User:
    return User.objects.create_user(username, f"{username}@example.org", secrets.token_hex(8))
