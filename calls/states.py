"""The life of a call: its states, why it ended, and what may follow what. Pure.

ringing → connecting → active ⇄ reconnecting → ended(reason)
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    RINGING = "ringing"
    CONNECTING = "connecting"
    ACTIVE = "active"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


class Reason(StrEnum):
    """Why a call ended."""

    COMPLETED = "completed"  # hung up after media flowed
    CANCELLED = "cancelled"  # by the caller while ringing
    DECLINED = "declined"  # by the callee while ringing
    MISSED = "missed"  # the ring deadline passed unanswered
    BUSY = "busy"  # the callee was seated in another call
    FAILED = "failed"  # accepted, media never connected
    LOST = "lost"  # connected, then gone past its deadline
    SESSION_ENDED = "session_ended"  # signed out, sessions ended, deactivated
    REMOVED_BY_ADMIN = "removed_by_admin"  # ended in the admin


class Role(StrEnum):
    CALLER = "caller"
    CALLEE = "callee"


class Seat(StrEnum):
    """Where a person's seat in a call is, as one of their devices sees it."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NONE = "none"


class Media(StrEnum):
    VIDEO = "video"
    VOICE = "voice"


class Link(StrEnum):
    """What a seated device last said of its media connection (media_status.state)."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    FAILED = "failed"


LIVE = frozenset({State.RINGING, State.CONNECTING, State.ACTIVE, State.RECONNECTING})
ANSWERED = LIVE - {State.RINGING}
BROKEN = frozenset({Link.DISCONNECTED, Link.FAILED})
# What the callee's list shows as missed.
SHOWN_AS_MISSED = frozenset({Reason.MISSED, Reason.BUSY, Reason.CANCELLED})

FOLLOWS: dict[State, frozenset[State]] = {
    State.RINGING: frozenset({State.CONNECTING, State.ENDED}),
    State.CONNECTING: frozenset({State.ACTIVE, State.ENDED}),
    State.ACTIVE: frozenset({State.RECONNECTING, State.ENDED}),
    State.RECONNECTING: frozenset({State.ACTIVE, State.ENDED}),
    State.ENDED: frozenset(),
}

CONNECTING_TIME = timedelta(seconds=20)  # from acceptance
RECONNECTING_TIME = timedelta(seconds=45)
HEARING_TIME = timedelta(seconds=10)  # from a page's return, to say how its media are
CALLER_ABSENT_TIME = timedelta(seconds=10)  # the caller's socket, while ringing
ABSENT_TIME = timedelta(seconds=120)  # a socket, while media was last reported connected
LONGEST_CALL = timedelta(hours=12)
LEASE = timedelta(seconds=25)  # of a server process, from its last renewal
RENEWAL = timedelta(seconds=10)


def may_follow(before: State, after: State) -> bool:
    """Whether a call may go from `before` to `after`."""
    return after in FOLLOWS[before]
