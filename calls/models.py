"""Calls, the people in them, their open pages, and the server processes those pages hang on.

The database decides: every transition of a call is one conditional update (calls/services.py), and
the constraints here hold what no race may break.
"""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import get_args

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.user_agents import browser
from calls import report_message as wire
from calls.labels import LABELS, StrPromise
from calls.states import LIVE, Link, Media, Reason, Role, State


def _choices(enum: type[StrEnum]) -> list[tuple[str, StrPromise]]:
    return [(member.value, LABELS[member.value]) for member in enum]


class Worker(models.Model):
    """A server process. Alive while its lease lives; renewed every 10 s by one update."""

    id = models.CharField(primary_key=True, max_length=32)
    started_at = models.DateTimeField(_("started at"))
    lease_until = models.DateTimeField(_("lease until"), db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = _("worker"), _("workers")

    def __str__(self) -> str:
        return self.id


class Device(models.Model):
    """One open page of a person. Online while `connection` is set and its worker's lease lives.

    `connection` names the socket that serves the page now: a page that comes back (resume) gets a
    new one, and the farewell of an older socket then finds nothing to change.
    """

    id = models.CharField(primary_key=True, max_length=32)  # 128 bits, issued by the server
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="devices"
    )
    session = models.CharField(max_length=32, db_index=True)  # accounts.models.Session.sid
    resume_hash = models.CharField(max_length=64)  # sha-256 of the token that lets the page come back
    worker = models.ForeignKey(
        Worker, models.SET_NULL, null=True, verbose_name=_("worker"), related_name="devices"
    )
    connection = models.CharField(max_length=32, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))
    seen_at = models.DateTimeField(_("seen at"), db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = _("device"), _("devices")

    def __str__(self) -> str:
        return f"{self.user}: {browser(self.user_agent)}" if self.user_agent else f"{self.user}: {self.id}"


class Call(models.Model):
    """A call between two people (Participant rows), from placing to its one end reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.CharField(max_length=41, db_index=True, help_text=_("Both people's ids, the lower first."))
    media = models.CharField(_("media"), max_length=5, choices=_choices(Media))
    state = models.CharField(_("state"), max_length=12, choices=_choices(State), default=State.RINGING)
    reason = models.CharField(_("reason"), max_length=16, choices=_choices(Reason), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    epoch = models.PositiveIntegerField(_("epoch"), default=1)
    # The callee blocked the caller: rings for the caller alone, and ends missed.
    shadow = models.BooleanField(default=False)
    # The callee is not to be disturbed: while it rings, it does so for the caller alone.
    quiet = models.BooleanField(default=False, db_default=False)
    # A page of the callee shows (or showed) the ring.
    reached = models.BooleanField(_("reached"), default=False)
    placed_at = models.DateTimeField(_("placed at"), db_index=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    connected_at = models.DateTimeField(_("connected at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("ended by"), related_name="+"
    )
    # When the present state is over by itself; none once ended.
    deadline = models.DateTimeField(_("deadline"), null=True, db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = _("call"), _("calls")
        ordering = ["-placed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair"],
                condition=models.Q(state__in=sorted(LIVE), shadow=False),
                name="one_live_call_a_pair",
            ),
            models.CheckConstraint(
                condition=(models.Q(state=State.ENDED) & ~models.Q(reason=""))
                | (~models.Q(state=State.ENDED) & models.Q(reason="")),
                name="ended_if_and_only_if_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.ENDED, ended_at__isnull=False, deadline__isnull=True)
                | (~models.Q(state=State.ENDED) & models.Q(ended_at__isnull=True, deadline__isnull=False)),
                name="live_calls_have_a_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.media} call {self.id}"

    # calls/lookup.py fills these two when it loads a call with its people, in one query.
    @cached_property
    def caller(self) -> Participant:
        return self._participant(Role.CALLER)

    @cached_property
    def callee(self) -> Participant:
        return self._participant(Role.CALLEE)

    def _participant(self, role: Role) -> Participant:
        return self.participants.select_related("user", "device").get(role=role)

    @property
    def unheard(self) -> bool:
        """Whether the callee is not to learn of it, ever or as long as it rings."""
        return self.shadow or self.quiet

    def mine(self, user_id: int) -> Participant:
        """The participant who is this person."""
        return self.caller if self.caller.user_id == user_id else self.callee

    def other(self, participant: Participant) -> Participant:
        return self.callee if participant.role == Role.CALLER else self.caller


def pair_of(one: int, other: int) -> str:
    """The name of two people together, whoever calls: `Call.pair`."""
    return f"{min(one, other)}-{max(one, other)}"


class Participant(models.Model):
    """A person's part in a call: their role, their seat, and what their device last reported."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="participants")
    # None once the account is deleted: the other's history keeps its row.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        verbose_name=_("user"),
        related_name="participations",
    )
    role = models.CharField(_("role"), max_length=6, choices=_choices(Role))
    # The seat: `seated` only while the call lives; `device` stays, pinned once for the callee
    # (a rejoin may move it).
    seated = models.BooleanField(_("seated"), default=False)
    device = models.ForeignKey(Device, models.SET_NULL, null=True, related_name="+")
    # The socket the seat was taken on: the same page asking again is told apart from a reloaded one.
    connection = models.CharField(max_length=32, blank=True)
    link = models.CharField(_("link"), max_length=12, choices=_choices(Link), default=Link.CONNECTING)
    audio = models.BooleanField(_("audio"), default=False)
    video = models.BooleanField(_("video"), default=False)
    # The picture is on, but the connection has no room for it.
    paused = models.BooleanField(default=False)
    # Took the seat over from a page that lives, and is not connected yet.
    moving = models.BooleanField(default=False)
    # Their address is hidden from the other in this call: it goes by relays alone.
    relay_only = models.BooleanField(default=False, db_default=False)
    # The person's page's own name for its attempt to call: the same one never places twice.
    ref = models.CharField(max_length=64, blank=True, default="")
    # Set while the seated device has no socket: when that ends the call.
    absent_until = models.DateTimeField(_("absent until"), null=True, db_index=True)
    # The person's own history.
    seen = models.BooleanField(default=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("participant"), _("participants")
        constraints = [
            models.UniqueConstraint(fields=["call", "role"], name="one_participant_a_role"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(seated=True), name="one_live_seat_a_person"
            ),
            models.UniqueConstraint(
                fields=["user", "ref"], condition=~models.Q(ref=""), name="one_call_an_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role}"


def _words(literal: object) -> list[tuple[str, str]]:
    return [(word, word.replace("_", " ")) for word in get_args(literal)]


class CallReport(models.Model):
    """How one seat's media came about in one epoch, as its page reported (calls/reports.py).

    Nothing of what was said or shown, and no address. Empty and none mean that the page did not say. It goes
    with the call.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="reports")
    epoch = models.PositiveIntegerField()
    outcome = models.CharField(max_length=16, choices=_words(wire.Outcome))
    local = models.CharField(max_length=5, choices=_words(wire.CandidateKind), blank=True)
    remote = models.CharField(max_length=5, choices=_words(wire.CandidateKind), blank=True)
    transport = models.CharField(max_length=3, choices=_words(wire.Transport), blank=True)
    relay = models.CharField(max_length=3, choices=_words(wire.RelayTransport), blank=True)
    relay_offered = models.BooleanField(null=True)
    gathered = models.CharField(max_length=32, blank=True)
    heard = models.CharField(max_length=32, blank=True)
    errors = models.CharField(max_length=40, blank=True)
    setup_ms = models.PositiveIntegerField(null=True)
    restarts = models.PositiveIntegerField(default=0)
    loss = models.FloatField(null=True)
    round_trip_ms = models.PositiveIntegerField(null=True)
    jitter_ms = models.PositiveIntegerField(null=True)
    problem = models.CharField(max_length=16, choices=_words(wire.MediaProblem), blank=True)
    browser = models.CharField(max_length=32, blank=True)
    system = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(db_index=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "epoch"], name="one_report_a_seat_and_epoch"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}, epoch {self.epoch}: {self.outcome}"
